#include "engine/instrument_stage.h"

#include <cmath>

#include <gtest/gtest.h>

#include "../models/made_weights.h"
#include "core/rng.h"
#include "engine/timbre_cells.h"
#include "parts/families.h"
#include "parts/note_patch.h"

namespace divisi::engine {
namespace {

constexpr std::size_t kFrames = 90;
constexpr std::size_t kCells = 288 * 2;  // of a frame

models::InstrumentModel made_instruments() {
  models::InstrumentNetSpec spec;
  spec.others = 1;
  spec.channels = 8;
  spec.hidden_channels = 8;
  nn::WeightsFile file = models::testing::made_file(
      models::kInstrumentNetName, models::parameters_of(spec),
      models::testing::made_tensors(models::InstrumentNet(spec).all_layers(), 5));
  return std::move(**models::InstrumentModel::load(file));
}

/// Features and rows of a recording in which some notes may begin.
struct Recording {
  std::vector<float> features;
  models::NoteMaps maps;

  Recording() : features(kFrames * kCells) {
    core::Rng rng(3);
    for (float& cell : features) cell = static_cast<float>(rng.uniform());
    maps.onset = maps.frame = maps.offset = maps.velocity = Map2d(kFrames, 88);
    for (float& cell : maps.onset.cells)
      if (rng.chance(0.02)) cell = static_cast<float>(rng.uniform());
    for (float& cell : maps.frame.cells) cell = static_cast<float>(rng.uniform());
  }
};

/// What is heard of it in blocks of so many frames; features run ahead of their rows.
TimbreCells heard(const models::InstrumentModel& model, const Recording& recording,
                  std::size_t block) {
  InstrumentStage stage(model);
  TimbreCells all, some;
  for (std::size_t first = 0; first < kFrames; first += block) {
    const std::size_t count = std::min(block, kFrames - first);
    stage.push(recording.features.data() + first * kCells, static_cast<int>(count));
    NewEvidence fresh;
    fresh.maps = &recording.maps;
    fresh.first = first;
    fresh.count = count;
    stage.hear(fresh, some);
    append_timbre(some, all);
    for (const std::uint32_t frame : some.frames)
      EXPECT_LT(static_cast<long>(frame), stage.heard_frames());
  }
  stage.finish(some);
  append_timbre(some, all);
  EXPECT_EQ(stage.heard_frames(), static_cast<long>(kFrames));
  return all;
}

TEST(InstrumentStage, OfSilenceHearsNothing) {
  Recording silent;
  silent.maps.onset = Map2d(kFrames, 88);
  EXPECT_TRUE(heard(made_instruments(), silent, 20).frames.empty());
  const models::InstrumentModel model = made_instruments();
  InstrumentStage empty(model);
  TimbreCells none;
  empty.finish(none);
  EXPECT_TRUE(none.frames.empty());
}

TEST(InstrumentStage, HearsWhereOnsetsAreGreatest) {
  Recording one;
  one.maps.onset = Map2d(kFrames, 88);
  const float rise[] = {0.1f, 0.4f, 0.9f, 0.9f, 0.5f};
  for (std::size_t i = 0; i < 5; ++i) one.maps.onset.row(30 + i)[40] = rise[i];
  one.maps.onset.row(kFrames - 1)[7] = 0.2f;
  one.maps.onset.row(0)[87] = 1.0f;
  one.maps.onset.row(50)[50] = 0.1f;  // hardly any
  const TimbreCells cells = heard(made_instruments(), one, 100);
  EXPECT_EQ(cells.frames, (std::vector<std::uint32_t>{0, 32, kFrames - 1}));
  EXPECT_EQ(cells.pitches, (std::vector<std::uint16_t>{87, 40, 7}));
}

TEST(InstrumentStage, TheResultDoesNotDependOnTheBlocks) {
  const models::InstrumentModel model = made_instruments();
  const Recording recording;
  const TimbreCells expected = heard(model, recording, kFrames);
  ASSERT_GT(expected.frames.size(), 50u);
  EXPECT_EQ(expected.vectors.size(), expected.frames.size() * parts::kFamilyCount);
  for (const std::size_t block : {1u, 13u, 64u}) {
    const TimbreCells found = heard(model, recording, block);
    EXPECT_EQ(found.frames, expected.frames) << block;
    EXPECT_EQ(found.pitches, expected.pitches) << block;
    EXPECT_EQ(found.vectors, expected.vectors) << block;
  }
}

TEST(InstrumentStage, GivesWhatTheNetworkSaysOfThePatch) {
  const models::InstrumentModel model = made_instruments();
  Recording recording;
  recording.maps.onset = Map2d(kFrames, 88);
  recording.maps.onset.row(40)[39] = 0.7f;
  for (std::size_t t = 0; t < kFrames; ++t)
    recording.maps.frame.row(t)[39] = t >= 41 && t < 47 ? 0.9f : 0.1f;
  const TimbreCells found = heard(model, recording, 32);
  nn::Map patch(1, model.spec().frames, model.spec().numbers());
  std::vector<std::uint8_t> sounding;
  for (const float cell : recording.maps.frame.cells) sounding.push_back(cell >= 0.3f ? 1 : 0);
  parts::fill_patch(model.spec(), {recording.features.data(), 0, kFrames},
                    {sounding.data(), 0, kFrames, 88}, {40, 47, PitchGrid{}.lowest_midi + 39},
                    patch.data());
  models::Workspace workspace;
  const std::vector<float> logits = model.run(patch, workspace);
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit));
  ASSERT_EQ(found.vectors.size(), logits.size());
  for (std::size_t k = 0; k < logits.size(); ++k)
    EXPECT_NEAR(found.vectors[k], std::max(-8.0, logits[k] - std::log(sum)), 4e-3) << k;
}

}  // namespace
}  // namespace divisi::engine
