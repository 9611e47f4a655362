#include "cerberus/crop_judge.h"

#include <gtest/gtest.h>

#include "cerberus/cluster_masks.h"
#include "made_band.h"

namespace divisi::cerberus {
namespace {

struct Heard {
  CropSet set;
  std::vector<Crop> crops;
  CropBatch truth;
};

Heard made_crops(const CerberusRecipe& recipe) {
  const auto folder = testing::fresh_folder();
  testing::write_band(folder, 2);
  Heard heard{load_crops({folder}, "train", recipe, 1, [](const std::string&) {}).value(), {}, {}};
  heard.crops = {heard.set.crops.front(), heard.set.crops.back()};
  heard.truth = make_crop_batch(heard.set, heard.crops, recipe.crops, 1, nullptr);
  return heard;
}

TEST(SpectralSiSdr, IsTheRatioWhateverTheSize) {
  torch::manual_seed(1);
  const torch::Tensor s = torch::randn({1, 40, 1, 30}, torch::kComplexFloat);
  const torch::Tensor noise = torch::randn({1, 40, 1, 30}, torch::kComplexFloat);
  // A tenth of the amplitude is 20 dB.
  EXPECT_NEAR(spectral_si_sdr_db(3.0 * (s + 0.1 * noise), s).item<double>(), 20.0, 0.7);
  EXPECT_GT(spectral_si_sdr_db(0.5 * s, s).item<double>(), 60.0);
  EXPECT_LT(spectral_si_sdr_db(torch::zeros_like(s), s).item<double>(), 1.0);
}

/// What is known beforehand, handed to the judge: the ceiling of each figure.
TEST(CropJudge, GivesTheTruthFullMarks) {
  const CerberusRecipe recipe = testing::small_recipe();
  const Heard heard = made_crops(recipe);
  models::CerberusOutputs<torch::Tensor> said;
  const torch::Tensor energy = heard.truth.sources.abs();
  said.masks = energy / (energy.sum(2, true) + 1e-9);
  said.rolls = 0.9 * heard.truth.rolls;
  CropJudge judge(recipe);
  judge.add(said, heard.truth, heard.set, heard.crops);
  for (const InstrumentScore& score : judge.scores()) {
    EXPECT_GT(score.si_sdr_db, 10.0);
    EXPECT_GT(score.improvement_db, 5.0);
    EXPECT_EQ(score.frame_f1, 1.0);
    EXPECT_GT(score.onset_f1, 0.97);
    EXPECT_GT(score.on_off_f1, 0.9);
    EXPECT_LE(score.threshold, 0.9);
  }
  const auto figures = figures_of(judge.scores(), recipe.network);
  EXPECT_EQ(figures.size(), 15u);
  EXPECT_EQ(figures[3].name, "onset_f1");
  EXPECT_EQ(figures[5].name, "piano_si_sdr_db");
  EXPECT_EQ(score_of(judge.scores(), recipe.network), figures[3].value);
}

/// Cells that sound have 0.6 of one instrument and 0.2 of the other, silent ones half of that.
TEST(CropJudge, ChoosesThresholdsForEachInstrument) {
  const CerberusRecipe recipe = testing::small_recipe();
  const Heard heard = made_crops(recipe);
  models::CerberusOutputs<torch::Tensor> said;
  const torch::Tensor height = torch::tensor({0.6f, 0.2f}).view({1, 1, 2, 1});
  said.rolls = height * (0.5 + 0.5 * heard.truth.rolls);
  CropJudge judge(recipe);
  judge.add(said, heard.truth, heard.set, heard.crops);
  const auto scores = judge.scores();
  EXPECT_GT(scores[0].threshold, 0.3);
  EXPECT_LE(scores[0].threshold, 0.61);
  EXPECT_GT(scores[1].threshold, 0.1);
  EXPECT_LE(scores[1].threshold, 0.21);
  EXPECT_GT(scores[1].onset_f1, 0.97);
}

TEST(NotesInCrop, AreCutOffAtItsBorders) {
  const PieceStem stem{0,
                       {{0.0, 1.02, 60, 90},
                        {0.5, 2.0, 62, 90},
                        {1.5, 9.0, 64, 90},
                        {1.6, 1.7, 65, 20},
                        {3.0, 4.0, 67, 90}}};
  const auto notes = notes_in_crop(stem, 1.0, 1.0, 31);
  ASSERT_EQ(notes.size(), 2u) << "20 ms of the first are left; the fourth is soft";
  EXPECT_EQ(notes[0].onset_s, 0.0);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 1e-12);
  EXPECT_NEAR(notes[1].onset_s, 0.5, 1e-12);
  EXPECT_NEAR(notes[1].offset_s, 1.0, 1e-12);
}

TEST(KMeans, FindsGroupsThatLieApart) {
  torch::manual_seed(2);
  const torch::Tensor which = torch::arange(300) % 3;
  const torch::Tensor rows =
      5.0 * torch::one_hot(which, 3).to(torch::kFloat32) + 0.3 * torch::randn({300, 3});
  const torch::Tensor found = k_means(rows, which < 3, 3);
  for (int group = 0; group < 3; ++group) {
    const torch::Tensor labels = found.index({which == group});
    EXPECT_TRUE((labels == labels[0]).all().item<bool>());
  }
  const torch::Tensor one = k_means(rows.slice(0, 0, 1), which.slice(0, 0, 1) < 3, 3);
  EXPECT_EQ(one.numel(), 1) << "fewer rows than groups";
}

/// Embeddings that say whose each cell is give the best masks of 0 and 1, in the sources' order.
TEST(ClusterMasks, OfPerfectVectorsAreIdealBinaryMasks) {
  const CerberusRecipe recipe = testing::small_recipe();
  const Heard heard = made_crops(recipe);
  const torch::Tensor louder = heard.truth.sources[0].abs().argmax(1);  // [T, F]
  const torch::Tensor masks = cluster_masks(torch::one_hot(louder, 2).to(torch::kFloat32),
                                            heard.truth.mixture[0], heard.truth.sources[0]);
  EXPECT_TRUE((masks.argmax(1) == louder).all().item<bool>());
}

}  // namespace
}  // namespace divisi::cerberus
