#include "engine/fingerprint.h"

#include <array>
#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "divisi/files.h"
#include "made_model.h"
#include "made_recording.h"

namespace divisi::engine {
namespace {

void write(const std::filesystem::path& path, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * i % 251);
  std::ofstream(path, std::ios::binary) << text;
}

/// What the system's own program says, or nothing where there is none.
std::string sha256sum_of(const std::filesystem::path& path) {
  const std::string command = "sha256sum '" + path.string() + "' 2>/dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::array<char, 65> digits{};
  const std::size_t got = std::fread(digits.data(), 1, 64, pipe);
  ::pclose(pipe);
  return got == 64 ? digits.data() : "";
}

TEST(Fingerprint, IsWhatSha256sumPrints) {
  const testing::TemporaryFolder folder;
  // None, fewer than a block of reading, just one, one and a bit.
  for (const std::size_t bytes : {0U, 1000U, 1U << 18U, (1U << 18U) + 1U, 700'000U}) {
    write(folder / "x.bin", bytes);
    const std::string expected = sha256sum_of(folder / "x.bin");
    ASSERT_EQ(expected.size(), 64U) << "sha256sum is part of coreutils";
    EXPECT_EQ(Fingerprint(folder / "x.bin", false, true).finish(), expected) << bytes;
  }
}

TEST(Fingerprint, IsEmptyWhereNoneIsWantedOrCanBeHad) {
  const testing::TemporaryFolder folder;
  write(folder / "x.bin", 100);
  EXPECT_EQ(Fingerprint(folder / "x.bin", false, false).finish(), "");
  EXPECT_EQ(Fingerprint(folder / "absent", false, true).finish(), "");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Fingerprint(folder / "pipe", false, true).finish(), "") << "and does not wait for ever";
}

TEST(Fingerprint, ReadsNoLongFileForAStretchOfIt) {
  const testing::TemporaryFolder folder;
  write(folder / "x.bin", 100);
  std::filesystem::resize_file(folder / "x.bin", kMaxFileOfStretch_bytes + 1);  // takes no disk
  EXPECT_EQ(Fingerprint(folder / "x.bin", true, true).finish(), "");
  std::filesystem::resize_file(folder / "x.bin", 5000);
  EXPECT_EQ(Fingerprint(folder / "x.bin", true, true).finish().size(), 64U);
}

TEST(Fingerprint, MayBeLeftBeforeItsEnd) {
  const testing::TemporaryFolder folder;
  write(folder / "x.bin", 100);
  // Read to its end, this hole of a terabyte would take an hour.
  std::filesystem::resize_file(folder / "x.bin", std::uintmax_t{1} << 40U);
  const Fingerprint left(folder / "x.bin", false, true);
}

TEST(Fingerprint, ReachesTheNotesFileAlsoThroughEvidence) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_model(folder / "made.dvw"));
  const auto transcriber = Transcriber::create(folder / "made.dvw");
  ASSERT_TRUE(transcriber) << transcriber.error().message;
  ASSERT_TRUE(audio::write_audio(folder / "x.wav", testing::made_recording(1.0),
                                 audio::AudioEncoding::float_32));
  const auto heard = transcriber->transcribe(
      folder / "x.wav", {.keep_evidence = true, .fingerprint_recording = true});
  ASSERT_TRUE(heard) << heard.error().message;
  EXPECT_EQ(heard->origin.recording_sha256, sha256sum_of(folder / "x.wav"));
  ASSERT_TRUE(save_evidence(*heard, folder / "x.evidence"));
  const auto loaded = load_evidence(folder / "x.evidence");
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_TRUE(write_output(*loaded, OutputFormat::json, folder / "x.json"));
  std::ifstream json(folder / "x.json");
  const std::string text(std::istreambuf_iterator<char>(json), {});
  EXPECT_NE(text.find("\"sha256\": \"" + heard->origin.recording_sha256 + '"'), std::string::npos)
      << text.substr(0, 400);
}

}  // namespace
}  // namespace divisi::engine
