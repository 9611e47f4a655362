/// A transcriber of made weights, and notes that are compared number by number.
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "divisi/transcriber.h"
#include "made_model.h"
#include "made_recording.h"

namespace divisi {

namespace made = engine::testing;

/// Of all parts, in order of onset, then pitch.
inline std::vector<Note> notes_of_all_parts(const Score& score) {
  std::vector<Note> notes;
  for (const Part& part : score.parts)
    notes.insert(notes.end(), part.notes.begin(), part.notes.end());
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
  });
  return notes;
}

class TranscriberTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(made::write_made_model(folder_ / "made.dvw"));
    ASSERT_TRUE(made::write_made_timbre(folder_ / "timbre.dvw"));
    auto created = Transcriber::create(folder_ / "made.dvw", folder_ / "timbre.dvw");
    ASSERT_TRUE(created) << created.error().message;
    transcriber_.emplace(std::move(*created));
  }

  /// Hears by the same notes, and deals them by made weights with these parameters.
  Expected<Transcriber> with_parts(const made::Parameters& parameters) {
    const auto written = made::write_made_timbre(folder_ / "other.dvw", false, parameters);
    EXPECT_TRUE(written) << written.error().message;
    return Transcriber::create(folder_ / "made.dvw", folder_ / "other.dvw");
  }

  std::filesystem::path write(const std::string& name, const AudioBuffer& sound) {
    const auto written = audio::write_audio(folder_ / name, sound, audio::AudioEncoding::float_32);
    EXPECT_TRUE(written) << written.error().message;
    return folder_ / name;
  }

  std::vector<Note> notes_of(const std::filesystem::path& path, const TranscribeOptions& options) {
    const auto result = transcriber_->transcribe(path, options);
    EXPECT_TRUE(result) << result.error().message;
    return result ? notes_of_all_parts(result->score) : std::vector<Note>();
  }

  made::TemporaryFolder folder_;
  std::optional<Transcriber> transcriber_;
};

inline void expect_same(const std::vector<Note>& found, const std::vector<Note>& expected,
                        const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].onset_s, expected[i].onset_s) << what << ", note " << i;
    EXPECT_EQ(found[i].offset_s, expected[i].offset_s) << what << ", note " << i;
    EXPECT_EQ(found[i].pitch_midi, expected[i].pitch_midi) << what << ", note " << i;
    EXPECT_EQ(found[i].velocity, expected[i].velocity) << what << ", note " << i;
    EXPECT_EQ(found[i].confidence, expected[i].confidence) << what << ", note " << i;
  }
}

inline void expect_same_parts(const Score& found, const Score& expected, const std::string& what) {
  ASSERT_EQ(found.parts.size(), expected.parts.size()) << what;
  for (std::size_t p = 0; p < found.parts.size(); ++p)
    expect_same(found.parts[p].notes, expected.parts[p].notes, what);
}

}  // namespace divisi
