#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "engine/bend_pool.h"
#include "engine/bend_stage.h"
#include "features/feature_extractor.h"
#include "models/note_model.h"

namespace divisi::engine {
namespace {

constexpr FrameGrid kFrames{512.0 / 22050.0, 0.0};
constexpr int kPitch = 60;

/// What was heard of one pitch in frames that follow each other.
TimbreCells cells_of(std::uint32_t first_frame, const std::vector<float>& cents) {
  TimbreCells cells;
  cells.dimensions = 1;
  for (std::size_t i = 0; i < cents.size(); ++i) {
    cells.frames.push_back(first_frame + static_cast<std::uint32_t>(i));
    cells.pitches.push_back(kPitch - 21);
    cells.vectors.push_back(cents[i]);
  }
  return cells;
}

Note note_between(double first_frame, double last_frame, int pitch = kPitch) {
  return {kFrames.time_s(first_frame), kFrames.time_s(last_frame), pitch, 64};
}

std::vector<int> bend_of(const BendPool& pool, Note note) {
  pool.bend(note);
  return note.bend_cents;
}

TEST(BendPool, GivesANoteWhatWasHeardWhileItSounds) {
  BendPool pool(kFrames, PitchGrid{});
  pool.add(cells_of(10, {-90, -80, 0, 10, 20, 30, 40, 50, 99}));
  const std::vector<int> bend = bend_of(pool, note_between(12, 18));
  ASSERT_EQ(bend.size(), 6U);
  EXPECT_EQ(bend.front(), 0);
  EXPECT_EQ(bend.back(), 50);
  for (std::size_t i = 1; i < bend.size(); ++i) EXPECT_GT(bend[i], bend[i - 1]);
}

TEST(BendPool, BelievesTheMedianOfThree) {
  BendPool pool(kFrames, PitchGrid{});
  pool.add(cells_of(0, {5, 5, 180, 5, 5, 5}));
  for (const int cents : bend_of(pool, note_between(0, 6))) EXPECT_EQ(cents, 5);
}

TEST(BendPool, BridgesWhatWasNotHeard) {
  BendPool pool(kFrames, PitchGrid{});
  pool.add(cells_of(2, {30, 30}));
  pool.add(cells_of(8, {30, 30}));
  const std::vector<int> bend = bend_of(pool, note_between(0, 12));
  ASSERT_EQ(bend.size(), 12U);
  for (const int cents : bend) EXPECT_EQ(cents, 30);
}

TEST(BendPool, SaysNothingOfWhatNobodyHeard) {
  BendPool pool(kFrames, PitchGrid{});
  pool.add(cells_of(0, {30, 30, 30, 30}));
  EXPECT_TRUE(bend_of(pool, note_between(10, 20)).empty()) << "another time";
  EXPECT_TRUE(bend_of(pool, note_between(0, 4, 61)).empty()) << "another key";
  EXPECT_TRUE(bend_of(pool, note_between(0, 4, 12)).empty()) << "no key of the grid";
  pool.forget_before(kFrames.time_s(4.0));
  EXPECT_TRUE(bend_of(pool, note_between(0, 4)).empty()) << "forgotten";
}

Part part_of(const std::string& family, const std::vector<int>& bend, int moving, int still) {
  Part part;
  part.family = family;
  for (int n = 0; n < moving + still; ++n) {
    Note note{n * 1.0, n + 0.5, kPitch, 64};
    note.bend_cents = n < moving ? bend : std::vector<int>(10, 3);
    part.notes.push_back(note);
  }
  return part;
}

bool bends(const Part& part) {
  std::vector<Part> parts = {part};
  drop_bends_of_still_parts(parts);
  return !parts.front().notes.back().bend_cents.empty();
}

TEST(StillParts, LoseTheirBends) {
  const std::vector<int> wide = {-20, -15, -10, -5, 0, 5, 10, 15, 20, 25};
  EXPECT_TRUE(bends(part_of("", wide, 3, 7))) << "also of the notes that keep still";
  EXPECT_TRUE(bends(part_of("voice", wide, 10, 0)));
  EXPECT_FALSE(bends(part_of("", wide, 1, 9)));
  EXPECT_FALSE(bends(part_of("piano", wide, 10, 0))) << "nobody can";
  EXPECT_FALSE(bends(part_of("", {0, 5, 10, 5, 0, 5, 10, 5, 0, 5}, 10, 0))) << "hardly";
  EXPECT_FALSE(bends(part_of("", {0, 0, 0, 0, 0, 0, 0, 0, 0, 199}, 10, 0))) << "one number";
}

/// Two seconds of a tone that swings by 40 cents.
std::vector<float> vibrato() {
  std::vector<float> samples(44100);
  double phase = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double t = static_cast<double>(n) / 22050.0;
    const double cents = 40.0 * std::sin(2.0 * std::numbers::pi * 4.0 * t);
    phase += 2.0 * std::numbers::pi * hz_of_pitch(kPitch + cents / 100.0) / 22050.0;
    for (int h = 1; h <= 6; ++h) samples[n] += static_cast<float>(0.15 / h * std::sin(h * phase));
  }
  return samples;
}

/// Rows in which one pitch sounds, in blocks of random sizes, with features ahead of them.
TimbreCells heard_in_blocks(const Map2d& features, std::uint64_t seed) {
  core::Rng rng(seed);
  const auto rows = static_cast<int>(features.rows);
  models::NoteMaps maps;
  for (Map2d* map : {&maps.onset, &maps.frame, &maps.offset, &maps.velocity})
    *map = Map2d(features.rows, 88);
  for (std::size_t t = 0; t < features.rows; ++t) maps.frame.at(t, kPitch - 21) = 0.9f;
  BendStage stage(features::FeatureSpec{}, PitchGrid{}, true);
  TimbreCells all;
  int pushed = 0;
  for (int done = 0; done < rows;) {
    const int count = std::min(rows - done, rng.integer(1, 20));
    const int ahead = std::min(rows, std::max(pushed, done + count + rng.integer(0, 10)));
    stage.push(features.row(static_cast<std::size_t>(pushed)), ahead - pushed);
    pushed = ahead;
    stage.hear({&maps, nullptr, static_cast<std::size_t>(done), static_cast<std::size_t>(count)});
    all.frames.insert(all.frames.end(), stage.cells().frames.begin(), stage.cells().frames.end());
    all.pitches.insert(all.pitches.end(), stage.cells().pitches.begin(),
                       stage.cells().pitches.end());
    all.vectors.insert(all.vectors.end(), stage.cells().vectors.begin(),
                       stage.cells().vectors.end());
    done += count;
  }
  return all;
}

TEST(BendStage, FollowsAVibratoWhateverTheBlocks) {
  const std::vector<float> samples = vibrato();
  const auto features =
      features::extract_features(features::FeatureSpec{}, samples.data(), samples.size());
  ASSERT_TRUE(features);
  const TimbreCells heard = heard_in_blocks(*features, 1);
  ASSERT_EQ(heard.frames.size(), features->rows);
  for (std::size_t t = 10; t + 10 < features->rows; ++t) {
    const double time_s = kFrames.time_s(static_cast<double>(t));
    const double cents = 40.0 * std::sin(2.0 * std::numbers::pi * 4.0 * time_s);
    EXPECT_NEAR(heard.vectors[t], cents, 15.0) << t;
    EXPECT_EQ(heard.frames[t], t);
    EXPECT_EQ(heard.pitches[t], kPitch - 21);
  }
  for (const std::uint64_t seed : {2U, 3U})
    EXPECT_EQ(heard_in_blocks(*features, seed).vectors, heard.vectors);
}

}  // namespace
}  // namespace divisi::engine
