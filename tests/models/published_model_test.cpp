#include "models/published_model.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "made_weights.h"

namespace divisi::models {
namespace {

Expected<PublishedModel> load(bool quirks) {
  nn::WeightsFile file =
      testing::made_file(kPublishedBackboneName, published_parameters(quirks),
                         testing::made_tensors(PublishedBackbone(quirks).layers(), 4));
  return PublishedModel::load(file);
}

PublishedProbabilities run(const PublishedModel& model, const nn::Map& energy) {
  PublishedProbabilities out;
  Workspace workspace;
  model.run(energy, out, workspace);
  return out;
}

/// The energies of one frame are their bins' numbers: then each output names its source.
nn::Map counted_bins() {
  nn::Map map(1, kPublishedBins, 1);
  std::iota(map.data(), map.data() + map.size(), 1.0f);
  return map;
}

InferenceOps::Tensor stack(const PublishedBackbone& net, const nn::Map& map) {
  const LayerWeights none;
  Workspace workspace;
  InferenceOps ops(none, workspace);
  return ops.stack(net.stack, InferenceOps::Tensor(std::shared_ptr<const nn::Map>(), &map));
}

TEST(HarmonicStack, MovesEachHarmonicAndCutsAsPublished) {
  const nn::Map bins = counted_bins();
  const auto stacked = stack(PublishedBackbone(true), bins);
  ASSERT_EQ(stacked->positions(), 252);
  ASSERT_EQ(stacked->channels(), 8);
  EXPECT_EQ(stacked->at(0, 10, 0), 0.0f);               // an octave below bin 10 there is nothing
  EXPECT_EQ(stacked->at(0, 40, 0), 40.0f - 36 + 1);     // shift -36
  EXPECT_EQ(stacked->at(0, 40, 1), 41.0f);              // shift 0
  EXPECT_EQ(stacked->at(0, 150, 7), 150.0f + 101 + 1);  // shift 101: bin 251, the last one seen
  EXPECT_EQ(stacked->at(0, 151, 7), 0.0f);              // bin 252 is cut off
}

/// The slot network's input (models/slot_layers.h): the harmonics, then where each lies.
TEST(HarmonicStack, SaysWhereThereIsSomething) {
  nn::Map silence(1, 6, 1);
  std::fill_n(silence.data(), silence.size(), 0.0f);
  const LayerWeights none;
  Workspace workspace;
  InferenceOps ops(none, workspace);
  const auto stacked = ops.stack({{-2, 3}, 6, 6, true},
                                 InferenceOps::Tensor(std::shared_ptr<const nn::Map>(), &silence));
  ASSERT_EQ(stacked->channels(), 4);
  for (int p = 0; p < 6; ++p) {
    EXPECT_EQ(stacked->at(0, p, 0), 0.0f);
    EXPECT_EQ(stacked->at(0, p, 2), p >= 2 ? 1.0f : 0.0f) << p;
    EXPECT_EQ(stacked->at(0, p, 3), p < 3 ? 1.0f : 0.0f) << p;
  }
}

/// The dossier's zero fractions of section 1.5, in percent.
TEST(HarmonicStack, LeavesThePublishedSharesEmpty) {
  const nn::Map bins = counted_bins();
  const auto stacked = stack(PublishedBackbone(true), bins);
  const std::vector<int> expected = {14, 0, 14, 23, 29, 33, 37, 40};
  for (int c = 0; c < 8; ++c) {
    int zeros = 0;
    for (int p = 0; p < 252; ++p) zeros += stacked->at(0, p, c) == 0.0f ? 1 : 0;
    EXPECT_EQ(std::lround(100.0 * zeros / 252.0), expected[static_cast<std::size_t>(c)]) << c;
  }
}

TEST(HarmonicStack, WithoutQuirksSeesTheHighestOctave) {
  const nn::Map bins = counted_bins();
  const auto stacked = stack(PublishedBackbone(false), bins);
  EXPECT_EQ(stacked->at(0, 186, 7), 288.0f);
  EXPECT_EQ(stacked->at(0, 187, 7), 0.0f);
}

TEST(PublishedModel, HighestOctaveMattersOnlyWithoutQuirks) {
  nn::Map energy = testing::made_features(12, kPublishedBins, 1, 5, -6.0, 3.0);
  nn::Map changed = energy;
  for (int t = 0; t < 12; ++t) changed.at(t, 270, 0) += 5.0f;
  for (const bool quirks : {true, false}) {
    const Expected<PublishedModel> model = load(quirks);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(run(*model, energy).frame.cells == run(*model, changed).frame.cells, quirks);
  }
}

TEST(PublishedModel, OutputsAreProbabilitiesOfEightyFourPitches) {
  const Expected<PublishedModel> model = load(true);
  ASSERT_TRUE(model) << model.error().message;
  const auto maps = run(*model, testing::made_features(12, kPublishedBins, 1, 5, -2.0, 1.0));
  for (const Map2d* map : {&maps.onset, &maps.frame}) {
    EXPECT_EQ(map->rows, 12u);
    EXPECT_EQ(map->columns, 84u);
    const auto [least, most] = std::minmax_element(map->cells.begin(), map->cells.end());
    EXPECT_TRUE(*least >= 0.0f && *most <= 1.0f && *most - *least > 0.01f);
  }
}

/// A frame's outputs depend on context_frames() around it and on no more.
TEST(PublishedModel, SeesItsContextAndNoMore) {
  const Expected<PublishedModel> model = load(true);
  ASSERT_TRUE(model) << model.error().message;
  const int context = PublishedBackbone().context_frames();
  const nn::Map energy = testing::made_features(41, kPublishedBins, 1, 6, -2.0, 1.0);
  const auto whole = run(*model, energy);
  const auto row_at_20 = [&](int reach) {
    const auto part = run(*model, testing::frames_of(energy, 20 - reach, 20 + reach + 1));
    const float* row = part.onset.row(static_cast<std::size_t>(reach));
    return std::vector<float>(row, row + 84);
  };
  const std::vector<float> expected(whole.onset.row(20), whole.onset.row(20) + 84);
  EXPECT_EQ(row_at_20(context), expected);
  EXPECT_NE(row_at_20(context - 1), expected);
}

TEST(PublishedModel, RefusesOurWeights) {
  const NoteNetSpec spec;
  nn::WeightsFile file = testing::made_file(kNoteNetName, parameters_of(spec),
                                            testing::made_tensors(NoteNet(spec).layers(), 1));
  const Expected<PublishedModel> model = PublishedModel::load(file);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace divisi::models
