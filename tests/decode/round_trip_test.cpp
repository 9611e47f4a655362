// Notes, to targets, to notes again: how well the decoder inverts what the network is taught.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "core/rng.h"
#include "decode/decode_notes.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

constexpr std::size_t kRows = 2000;
constexpr double kEnd_s = 1990.0 * kHop;

/// A stream of notes for each pitch: lengths from 80 ms, gaps from nothing to a second.
std::vector<Note> random_notes(core::Rng& rng, double longest_s) {
  std::vector<Note> notes;
  for (int pitch = 21; pitch <= 108; ++pitch) {
    double time_s = rng.uniform(0.0, 1.0);
    while (true) {
      const double length_s = rng.uniform(0.08, rng.chance(0.5) ? 0.15 : longest_s);
      if (time_s + length_s > kEnd_s) break;
      notes.push_back(note(time_s, time_s + length_s, pitch, rng.integer(1, 127)));
      time_s += length_s + (rng.chance(0.3) ? 0.0 : rng.uniform(0.0, 1.0));
    }
  }
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return std::tie(a.pitch_midi, a.onset_s) < std::tie(b.pitch_midi, b.onset_s);
  });
  return notes;
}

void expect_same(std::vector<Note> found, const std::vector<Note>& played) {
  std::sort(found.begin(), found.end(), [](const Note& a, const Note& b) {
    return std::tie(a.pitch_midi, a.onset_s) < std::tie(b.pitch_midi, b.onset_s);
  });
  ASSERT_EQ(found.size(), played.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].pitch_midi, played[i].pitch_midi);
    ASSERT_NEAR(found[i].onset_s, played[i].onset_s, 0.003);
    ASSERT_NEAR(found[i].offset_s, played[i].offset_s, 0.008);
    ASSERT_NEAR(found[i].velocity, played[i].velocity, 1);
  }
}

TEST(RoundTrip, RandomNotesComeBack) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    core::Rng rng(seed);
    const std::vector<Note> played = random_notes(rng, 1.5);
    expect_same(decode_notes(evidence_of(played, kRows), {}), played);
  }
}

TEST(RoundTrip, OtherHopsAndOrigins) {
  for (const FrameGrid frames : {FrameGrid{0.010, 0.0}, FrameGrid{0.020, -0.013}}) {
    core::Rng rng(11);
    std::vector<Note> played = random_notes(rng, 1.5);
    std::erase_if(played, [](const Note& n) { return n.offset_s > 18.0; });
    const Evidence evidence = rasterise(played, frames, kPitches, kRows);
    expect_same(decode_notes(evidence, {}), played);
  }
}

TEST(RoundTrip, WithoutOffsetPeaksTheFramesSuffice) {
  core::Rng rng(3);
  std::vector<Note> played = random_notes(rng, 1.5);
  Evidence evidence = evidence_of(played, kRows);
  evidence.offset = {};
  const auto found = decode_notes(evidence, {});
  EXPECT_EQ(found.size(), played.size());
}

/// A network is neither sure nor clean: lower peaks, noise everywhere.
TEST(RoundTrip, ANoisyNetworkLosesLittle) {
  core::Rng rng(5);
  const std::vector<Note> played = random_notes(rng, 1.5);
  Evidence evidence = evidence_of(played, kRows);
  for (Map2d* map : {&evidence.onset, &evidence.frame, &evidence.offset}) {
    for (float& cell : map->cells) {
      cell = 0.85f * cell + 0.1f * static_cast<float>(rng.uniform());
    }
  }
  auto found = decode_notes(evidence, {});
  std::size_t matched = 0;
  for (const Note& p : played) {
    const auto same = std::find_if(found.begin(), found.end(), [&](const Note& f) {
      return f.pitch_midi == p.pitch_midi && std::abs(f.onset_s - p.onset_s) < 0.02 &&
             std::abs(f.offset_s - p.offset_s) < 0.03;
    });
    if (same == found.end()) continue;
    ++matched;
    found.erase(same);
  }
  EXPECT_GT(static_cast<double>(matched), 0.97 * static_cast<double>(played.size()));
  EXPECT_LT(static_cast<double>(found.size()), 0.03 * static_cast<double>(played.size()));
}

}  // namespace
}  // namespace divisi::decode
