#include "train/batch.h"

#include <gtest/gtest.h>

#include "made_clips.h"
#include "models/drum_model.h"
#include "train/augment.h"
#include "train/published_features.h"

namespace divisi::train {
namespace {

struct World {
  Recipe recipe;
  std::unique_ptr<Architecture> architecture;
  ClipSet set;
};

World make_world(Recipe recipe) {
  World world{std::move(recipe), nullptr, {}};
  world.architecture = make_architecture(world.recipe);
  const auto root = testing::write_clips(testing::fresh_folder(), 2);
  world.set = load_clips({root}, world.architecture->features(true), 1, {}).value();
  return world;
}

Batch batch_of(const World& world, std::uint64_t step, bool augmented = true) {
  core::Rng rng(world.recipe.seed, 1000 + step);
  const std::vector<Segment> segments =
      draw_segments(world.set, *world.architecture, world.recipe, rng);
  return make_batch(world.set, segments, *world.architecture, world.recipe,
                    augmented ? &rng : nullptr);
}

TEST(Batch, DependsOnRecipeSeedAndStepAlone) {
  World world = make_world(testing::small_recipe());
  const Batch first = batch_of(world, 5);
  const Batch again = batch_of(world, 5);
  EXPECT_TRUE(torch::equal(first.features, again.features));
  EXPECT_TRUE(torch::equal(first.targets.cells, again.targets.cells));
  EXPECT_FALSE(torch::equal(first.features, batch_of(world, 6).features));
  world.recipe.seed = 2;
  EXPECT_FALSE(torch::equal(first.features, batch_of(world, 5).features));
}

TEST(Batch, HasTheArchitecturesShapes) {
  const Batch ours = batch_of(make_world(testing::small_recipe()), 0);
  EXPECT_EQ(ours.features.sizes().vec(), (std::vector<std::int64_t>{4, 40, 288, 2}));
  EXPECT_EQ(ours.targets.cells.sizes().vec(), (std::vector<std::int64_t>{4, 40, 88, 4}));
  const Batch published = batch_of(make_world(testing::published_recipe()), 0);
  EXPECT_EQ(published.features.sizes().vec(), (std::vector<std::int64_t>{4, 40, 288, 1}));
  EXPECT_EQ(published.targets.cells.sizes().vec(), (std::vector<std::int64_t>{4, 40, 84, 2}));
}

/// Augmentation that changes nothing gives the features back, apart from rounding of log and exp.
TEST(Batch, AugmentationOfNothingIsTheIdentity) {
  World world = make_world(testing::small_recipe());
  world.recipe.augment = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  const Batch plain = batch_of(world, 1, false);
  const Batch augmented = batch_of(world, 1, true);
  EXPECT_LT((plain.features - augmented.features).abs().max().item<double>(), 2e-5);
}

TEST(Batch, AugmentationChangesFeaturesButNoTargets) {
  const World world = make_world(testing::small_recipe());
  const Batch plain = batch_of(world, 1, false);
  const Batch augmented = batch_of(world, 1, true);
  EXPECT_GT((plain.features - augmented.features).abs().max().item<double>(), 0.05);
  EXPECT_TRUE(torch::equal(plain.targets.cells, augmented.targets.cells));
}

TEST(Batch, ClipsWithoutDrumsAccompanyDrumsAndNobodyAccompaniesNotes) {
  for (const bool drums : {true, false}) {
    Recipe recipe = testing::small_recipe();
    if (drums) recipe.model = models::kDrumNetName;
    World world = make_world(recipe);
    world.set.clips[0].drums = {{0.1, 0.15, 36, 100}};
    const std::vector<Segment> first = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};
    const auto batch = [&](double probability) {
      world.recipe.augment = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, probability};
      core::Rng rng(3);
      return make_batch(world.set, first, *world.architecture, world.recipe, &rng);
    };
    const Batch alone = batch(0.0);
    const Batch together = batch(1.0);
    EXPECT_TRUE(torch::equal(alone.targets.cells, together.targets.cells));
    EXPECT_EQ(torch::equal(alone.features, together.features), !drums);
    // Energies add: nothing becomes softer.
    EXPECT_GE((together.features - alone.features).min().item<double>(), -1e-5);
  }
}

/// 20 dB more is 20 ln(10) / 10 nepers more, over the scale, where the floor does not matter.
TEST(Augment, GainMovesLoudCellsByItsDecibels) {
  const std::unique_ptr<Architecture> architecture = make_architecture(testing::small_recipe());
  const ClipFeatures features = architecture->features(true);
  core::Rng rng(1);
  const AugmentRecipe louder{20.0, 20.0, 0.0, 0.0, 0.0, 0.0};
  const Colour colour = draw_colour(features.bin_count, louder, rng);
  const std::vector<std::uint8_t> bytes(static_cast<std::size_t>(features.cell_count()), 150);
  std::vector<float> out(bytes.size());
  Recolour(features).add_energies(bytes.data(), colour, 0, rng, out.data());
  Recolour(features).to_features(out.data());
  const double expected = 0.75 + 20.0 * std::log(10.0) / 10.0 / features.energy_scale->scale;
  for (const float value : out) EXPECT_NEAR(value, expected, 1e-4);
}

TEST(Batch, OutsideTheClipThereIsSilence) {
  const World world = make_world(testing::small_recipe());
  const Batch batch =
      make_batch(world.set, {{0, -1000}}, *world.architecture, world.recipe, nullptr);
  EXPECT_EQ(batch.features.abs().max().item<double>(), 0.0);
  EXPECT_EQ(batch.targets.cells.abs().max().item<double>(), 0.0);
}

TEST(ClipSet, CacheGivesTheSameAndABrokenOneIsComputedAnew) {
  const auto root = testing::write_clips(testing::fresh_folder(), 1);
  const auto architecture = make_architecture(testing::small_recipe());
  const ClipFeatures features = architecture->features(true);
  const auto load = [&] { return load_clips({root}, features, 1, {}).value().clips[0].features; };
  const auto computed = load();
  ASSERT_TRUE(std::filesystem::exists(root / "0" / features.file_name));
  EXPECT_EQ(load(), computed);
  std::filesystem::resize_file(root / "0" / features.file_name, 1000);
  EXPECT_EQ(load(), computed);
}

TEST(ClipSet, ErrorsNameTheFolder) {
  const auto root = testing::fresh_folder();
  const auto features = make_architecture(testing::small_recipe())->features(true);
  const auto empty = load_clips({root}, features, 1, {});
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().message.find(root.string()), std::string::npos);
  testing::write_clips(root, 1);
  std::ofstream(root / "0" / "mix.flac", std::ios::trunc) << "no sound";
  const auto broken = load_clips({root}, features, 1, {});
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("mix.flac"), std::string::npos);
}

TEST(PublishedFeatures, BytesKeepEnergiesWithinHalfAStep) {
  const auto root = testing::write_clips(testing::fresh_folder(), 1);
  const ClipFeatures features = published_features(0.0);
  ClipFeatures spy = features;
  Map2d exact;
  spy.compute = [&](const std::vector<float>& samples) {
    auto map = features.compute(samples);
    exact = *map;
    return map;
  };
  const ClipSet set = load_clips({root}, spy, 1, {}).value();
  const std::vector<std::uint8_t>& bytes = set.clips[0].features;
  ASSERT_EQ(bytes.size(), exact.cells.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_NEAR(features.value_of(bytes[i]), exact.cells[i], 0.0501) << "nothing may be clamped";
  }
}

TEST(PublishedFeatures, NoiseIsTheSameEachTimeAndNoneForValidation) {
  const std::vector<float> silence(22050, 0.0f);
  const ClipFeatures noisy = published_features(0.0005);
  EXPECT_EQ(noisy.compute(silence)->cells, noisy.compute(silence)->cells);
  EXPECT_NE(noisy.compute(silence)->cells, published_features(0.0).compute(silence)->cells);
  EXPECT_NE(noisy.file_name, published_features(0.0).file_name);
}

TEST(PublishedTargets, OnsetIsOneFrameAndSoundingIncludesIt) {
  const FrameGrid frames{256.0 / 22050.0, 0.0};
  Note note;
  note.pitch_midi = 60;
  note.onset_s = frames.time_s(10.4);
  note.offset_s = frames.time_s(14.2);
  std::vector<float> cells(20 * 84 * 2, -1.0f);
  write_published_targets({note}, frames, 0, 20, cells.data());
  const auto at = [&](int t, int output) {
    return cells[static_cast<std::size_t>((t * 84 + 60 - 24) * 2 + output)];
  };
  for (int t = 0; t < 20; ++t) {
    EXPECT_EQ(at(t, models::kOnset), t == 10 ? 1.0f : 0.0f) << t;
    EXPECT_EQ(at(t, models::kFrame), t >= 10 && t < 14 ? 1.0f : 0.0f) << t;
  }
  double sum = 0.0;
  for (const float cell : cells) sum += cell;
  EXPECT_EQ(sum, 5.0);
}

TEST(PublishedTargets, LeaveOutWhatIsOutsidePitchesAndWindow) {
  const FrameGrid frames{256.0 / 22050.0, 0.0};
  const auto note_at = [&](int pitch, double first, double last) {
    Note note;
    note.pitch_midi = pitch;
    note.onset_s = frames.time_s(first);
    note.offset_s = frames.time_s(last);
    return note;
  };
  std::vector<float> cells(5 * 84 * 2, -1.0f);
  // Two outside the 84 pitches, one before and one after the window, one that begins before it.
  write_published_targets({note_at(23, 100, 105), note_at(108, 100, 105), note_at(60, 90, 100),
                           note_at(60, 105, 110), note_at(61, 90, 102)},
                          frames, 100, 5, cells.data());
  double sum = 0.0;
  for (const float cell : cells) sum += cell;
  EXPECT_EQ(sum, 2.0);  // two frames of the last, and no onset
}

}  // namespace
}  // namespace divisi::train
