#include "audio/ogg_end.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "audio/writer.h"
#include "core/rng.h"
#include "sound_files.h"

namespace divisi::audio {
namespace {

using testing::file_bytes;
using testing::TemporaryFolder;
using testing::write_bytes;

bool is_cut_off(const std::string& bytes) {
  const TemporaryFolder folder;
  write_bytes(folder / "a.ogg", bytes);
  const int descriptor = ::open((folder / "a.ogg").c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_cut = is_cut_off_ogg(descriptor);
  ::close(descriptor);
  return is_cut;
}

std::string page(const std::string& body, char flags) {
  return std::string("OggS\0", 5) + flags + std::string(20, '\0') + '\1' +
         static_cast<char>(body.size()) + body;
}

TEST(OggEnd, NothingAndWhatIsNoOggAreNotCutOff) {
  EXPECT_FALSE(is_cut_off_ogg(-1));
  EXPECT_FALSE(is_cut_off(""));
  EXPECT_FALSE(is_cut_off("Ogg"));
  EXPECT_FALSE(is_cut_off("RIFF and no Ogg"));
}

TEST(OggEnd, TheLastPageMustBeWholeAndSayThatItIsTheLast) {
  const std::string first = page("head", 2);
  const std::string last = page("tail", 4);
  EXPECT_FALSE(is_cut_off(first + last));
  EXPECT_FALSE(is_cut_off(first + last + "a tag that some program left here"));
  EXPECT_TRUE(is_cut_off(first));
  for (std::size_t lost = 1; lost < last.size(); ++lost) {
    const std::string cut = first + last.substr(0, last.size() - lost);
    EXPECT_TRUE(is_cut_off(cut)) << lost;
  }
}

TEST(OggEnd, FilesOfTheLibraryAreWholeUntilTheyAreCut) {
  const TemporaryFolder folder;
  AudioBuffer sound = testing::sine(440.0, 4.0, 48000);
  core::Rng rng(3);
  for (float& sample : sound.samples) sample += static_cast<float>(rng.uniform(-0.2, 0.2));
  for (const char* name : {"whole.ogg", "whole.opus"}) {
    ASSERT_TRUE(write_audio(folder / name, sound));
    const std::string bytes = file_bytes(folder / name);
    EXPECT_FALSE(is_cut_off(bytes)) << name;
    EXPECT_TRUE(is_cut_off(bytes.substr(0, bytes.size() / 2))) << name;
    EXPECT_TRUE(is_cut_off(bytes.substr(0, bytes.size() - 1))) << name;
  }
}

}  // namespace
}  // namespace divisi::audio
