/// The instrument network: what it is taught, and that training and product agree.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "models/instrument_model.h"
#include "parts/note_patch.h"
#include "timbre/instrument_run.h"
#include "train/checkpoint.h"
#include "train/export_weights.h"
#include "train/own_features.h"

namespace divisi::timbre {
namespace {

namespace fs = std::filesystem;

constexpr int kRateHz = 22050;

fs::path instrument_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_timbre" /
                          (std::string(test->test_suite_name()) + "." + test->name());
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// Two players one after the other: a sine, and a tone of odd partials.
void write_duo(const fs::path& folder, std::uint64_t seed, const std::string& players) {
  core::Rng rng(seed);
  AudioBuffer sound{kRateHz, 1, std::vector<float>(6 * kRateHz, 0.0f)};
  fs::create_directories(folder);
  std::ofstream notes(folder / "notes.csv");
  notes << "onset_s,offset_s,midi_pitch,velocity,source\n";
  for (int i = 0; i < 18; ++i) {
    const int source = i % 2;
    const int pitch = rng.integer(48, 72);
    const double onset_s = 0.2 + 0.3 * i;
    notes << onset_s << "," << onset_s + 0.25 << "," << pitch << ",80," << source << "\n";
    const double step = 6.283185307179586 * 440.0 * std::exp2((pitch - 69) / 12.0) / kRateHz;
    for (int n = 0; n < kRateHz / 4; ++n) {
      double sample = std::sin(step * n);
      if (source == 1)
        sample = 0.5 * sample + 0.4 * std::sin(3 * step * n) + 0.3 * std::sin(5 * step * n);
      sound.samples[static_cast<std::size_t>(onset_s * kRateHz) + static_cast<std::size_t>(n)] +=
          static_cast<float>(0.3 * sample);
    }
  }
  std::ofstream(folder / "clip.json") << R"({"parts": )" << players << "}";
  ASSERT_TRUE(audio::write_audio(folder / "mix.flac", sound));
}

/// Clips with a flute (of a soundfont) and "sampled clarinet", and the file that knows the latter.
fs::path write_world(int clips) {
  const fs::path folder = instrument_folder();
  for (int i = 0; i < clips; ++i) {
    write_duo(folder / "clips" / std::to_string(i), static_cast<std::uint64_t>(i),
              R"(["fluid 73 Some.sf2", "sampled clarinet"])");
  }
  std::ofstream(folder / "families.json")
      << R"({"families": {"sampled clarinet": "reeds"}, "new_in_each_clip": []})";
  return folder;
}

train::ClipSet load_world(const fs::path& folder) {
  auto set =
      train::load_clips({folder / "clips"}, train::own_features(features::FeatureSpec{}), 1, {});
  EXPECT_TRUE(set) << set.error().message;
  return std::move(*set);
}

InstrumentRecipe small_instruments() {
  InstrumentRecipe recipe;
  recipe.network.channels = 16;
  recipe.network.hidden_channels = 16;
  recipe.network.time_dilations = {1};
  recipe.network.timbre_numbers = 4;
  recipe.schedule.batch_items = 2;
  recipe.schedule.steps = 40;
  recipe.schedule.warmup_steps = 4;
  recipe.schedule.decay_steps = 20;
  recipe.schedule.learning_rate = 1e-2;
  recipe.schedule.average_decay = 0.8;
  recipe.schedule.validate_every_steps = 40;
  return recipe;
}

TEST(InstrumentNet, StaysWithinAHundredThousandParameters) {
  long count = 0;
  for (const auto& layer : models::InstrumentNet(models::InstrumentNetSpec{}).all_layers())
    count += layer.parameter_count();
  EXPECT_LE(count, 110000);
  EXPECT_GT(count, 50000);
}

TEST(InstrumentNet, NonsenseIsRefused) {
  models::InstrumentNetSpec spec;
  EXPECT_EQ(models::first_nonsense(spec), "");
  spec.frames_before = spec.frames;
  EXPECT_NE(models::first_nonsense(spec).find("frames_before"), std::string::npos);
  spec = {};
  spec.partial_bins.clear();
  EXPECT_NE(models::first_nonsense(spec).find("partial_bins"), std::string::npos);
  spec = {};
  spec.channels = 1 << 20;
  EXPECT_NE(models::first_nonsense(spec), "");
}

TEST(InstrumentLabels, ComeFromThePlayersOfTheClip) {
  const fs::path folder = write_world(1);
  write_duo(folder / "clips/1", 9, R"(["a kazoo", "another"])");
  train::ClipSet set = load_world(folder);
  ASSERT_EQ(set.clips.size(), 2u);
  EXPECT_EQ(set.clips[0].players,
            (std::vector<std::string>{"fluid 73 Some.sf2", "sampled clarinet"}));
  const auto nobody = label_families({}, set);
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().message.find("--names"), std::string::npos);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  ASSERT_EQ(set.clips.size(), 1u) << "without the one whose players nobody knows";
  EXPECT_EQ(family_of_note(set.clips[0], 0), 11) << "flute";
  EXPECT_EQ(family_of_note(set.clips[0], 1), 10) << "reeds";
  set.clips[0].players = {"a kazoo", "another"};
  EXPECT_FALSE(label_families(folder / "families.json", set));
}

TEST(InstrumentPatches, AreDrawnEvenlyAndAsTheProductSeesThem) {
  const fs::path folder = write_world(1);
  train::ClipSet set = load_world(folder);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  InstrumentRecipe recipe;
  recipe.patches.notes_of_source = 3;
  recipe.network.others = 1;
  core::Rng rng(1);
  const ClipNotes drawn = draw_notes(set, 0, recipe.patches, rng);
  ASSERT_EQ(drawn.notes.size(), 6u);
  EXPECT_EQ(std::set<std::size_t>(drawn.notes.begin(), drawn.notes.end()).size(), 6u);
  const PatchBatch batch = make_patches(set, {Scene{drawn}}, recipe, {}, 1);
  // The same from the features themselves.
  const train::Clip& clip = set.clips[0];
  std::vector<float> features;
  for (const std::uint8_t byte : clip.features) features.push_back(set.features.value_of(byte));
  std::vector<std::uint8_t> sounding(static_cast<std::size_t>(clip.frame_count) * 88);
  for (const Note& note : clip.notes) {
    const parts::PatchPlace place = parts::place_of(note, set.features.frames());
    for (long t = place.onset_frame; t <= place.end_frame; ++t)
      sounding[static_cast<std::size_t>(t * 88 + note.pitch_midi - 21)] = 1;
  }
  std::vector<float> expected(parts::patch_size(recipe.network));
  for (std::size_t i = 0; i < 6; ++i) {
    const Note& note = clip.notes[drawn.notes[i]];
    parts::fill_patch(recipe.network, {features.data(), 0, clip.frame_count},
                      {sounding.data(), 0, clip.frame_count, 88},
                      parts::place_of(note, set.features.frames()), expected.data());
    const auto row = static_cast<std::int64_t>(i);
    EXPECT_TRUE(torch::equal(batch.patches[row].flatten(), torch::tensor(expected))) << i;
    EXPECT_EQ(batch.families[row].item<int>(), family_of_note(clip, drawn.notes[i]));
  }
  const PatchBatch recoloured = make_patches(set, {Scene{drawn}}, recipe, {core::Rng(5)}, 1);
  EXPECT_FALSE(torch::equal(recoloured.patches, batch.patches));
  EXPECT_TRUE(torch::equal(make_patches(set, {Scene{drawn}}, recipe, {core::Rng(5)}, 2).patches,
                           recoloured.patches));
}

/// Clips as they are, but for what `patches` says.
InstrumentRecipe uncoloured(const PatchRecipe& patches) {
  InstrumentRecipe recipe;
  recipe.patches = patches;
  recipe.augment = {
      .gain_low_db = 0.0, .gain_high_db = 0.0, .equaliser_db = 0.0, .noise_probability = 0.0};
  return recipe;
}

TEST(InstrumentPatches, OfATransposedClipLookTheSameAndAreToldToLieElsewhere) {
  const fs::path folder = write_world(1);
  train::ClipSet set = load_world(folder);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  InstrumentRecipe recipe = uncoloured({.jitter_frames = 0, .most_transposed = 12});
  const Scene scene{{0, {0, 1, 2, 3}}};
  const torch::Tensor plain = make_patches(set, {scene}, recipe, {}, 1).patches;
  const std::int64_t partials = 8 * recipe.network.bins_of_partial * recipe.network.map_count;
  const std::int64_t pitch = recipe.network.partial_numbers() + 1;
  int moved = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const torch::Tensor heard = make_patches(set, {scene}, recipe, {core::Rng(seed)}, 1).patches;
    EXPECT_TRUE(torch::allclose(heard.slice(2, 0, partials), plain.slice(2, 0, partials), 0, 1e-3))
        << "the lower partials, none of which has left the features";
    if (!torch::allclose(heard.slice(2, pitch), plain.slice(2, pitch))) ++moved;
  }
  EXPECT_GE(moved, 3) << "one in 25 is not transposed";
}

TEST(InstrumentPatches, OfTwoClipsAtOnceHaveTheEnergyOfBoth) {
  const fs::path folder = write_world(2);
  train::ClipSet set = load_world(folder);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  set.clips[1].notes = set.clips[0].notes;  // so that patches of both lie in the same places
  const InstrumentRecipe recipe = uncoloured({.jitter_frames = 0});
  const ClipNotes first{0, {2, 3, 4}};
  const ClipNotes second{1, {2, 3, 4}};
  const PatchBatch alone = make_patches(set, {Scene{first}, Scene{second}}, recipe, {}, 1);
  const PatchBatch both = make_patches(set, {Scene{first, second}}, recipe, {core::Rng(1)}, 1);
  const auto energies = [&](const torch::Tensor& patches) {
    const features::LogEnergySpec scale;
    return ((patches.slice(2, 0, recipe.network.partial_numbers()) * scale.scale).exp() - 1.0) *
           scale.eps;
  };
  const torch::Tensor sum =
      energies(alone.patches.slice(0, 0, 3) * 1.0) + energies(alone.patches.slice(0, 3, 6) * 1.0);
  EXPECT_TRUE(torch::allclose(energies(both.patches.slice(0, 0, 3)), sum, 1e-3, 1e-9));
  EXPECT_TRUE(torch::equal(both.patches.slice(0, 0, 3), both.patches.slice(0, 3, 6)));
  EXPECT_EQ(both.sources, alone.sources) << "pairs are of one clip each";
}

TEST(InstrumentPatches, ClipsOfFewSourcesAreDrawnInTwos) {
  const fs::path folder = write_world(3);
  train::ClipSet set = load_world(folder);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  core::Rng rng(1);
  EXPECT_EQ(draw_scenes(set, 9, {}, rng).size(), 9u) << "unless they shall be, one by one";
  const std::vector<Scene> twos = draw_scenes(set, 9, {.company = 1.0}, rng);
  ASSERT_EQ(twos.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(twos[i].size(), 2u);
  for (train::Clip& clip : set.clips) clip.note_sources.back() = 3;
  EXPECT_EQ(draw_scenes(set, 9, {.company = 1.0}, rng).size(), 9u) << "four sources each";
}

TEST(FamilyJudge, CountsNotesAndWholeSources) {
  FamilyJudge judge;
  torch::Tensor said = torch::full({9, 13}, -5.0);
  for (int n = 0; n < 9; ++n) said[n][n < 6 ? 2 : 0] = -0.1;
  judge.add(said, {2, 2, 2, 2, 2, 2, 2, 2, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 1});
  const auto figures = judge.figures();
  EXPECT_NEAR(figures[0].value, 7.0 / 9.0, 1e-9);
  EXPECT_NEAR(figures[1].value, (6.0 / 8.0 + 1.0) / 2.0, 1e-9);
  EXPECT_NEAR(figures[2].value, 1.0, 1e-9) << "one source of eight notes, told by most of them";
}

/// Both run the one definition of the architecture; this compares their operations.
TEST(InstrumentTraining, LearnsTwoPlayersAndTheProductAgrees) {
  const fs::path folder = write_world(3);
  const InstrumentRecipe recipe = small_instruments();
  train::TrainOptions options;
  options.run_directory = folder / "run";
  options.train_directories = options.validation_directories = {folder / "clips"};
  options.threads = 1;
  const auto trained =
      train_instruments(recipe, folder / "families.json", options, [](const auto&) {});
  ASSERT_TRUE(trained) << trained.error().message;
  auto file = nn::WeightsFile::read(folder / "run/weights.dvw");
  ASSERT_TRUE(file) << file.error().message;
  const auto model = models::InstrumentModel::load(*file);
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_TRUE(model->has_value());
  EXPECT_TRUE(file->check_all_used());

  train::ClipSet set = load_world(folder);
  ASSERT_TRUE(label_families(folder / "families.json", set));
  const PatchBatch batch = make_patches(set, {Scene{{0, {0, 1, 2, 3, 4, 5, 6, 7}}}}, recipe, {}, 1);
  const models::InstrumentNet net(recipe.network);
  train::RunStart start;
  start.layers = net.all_layers();
  train::RunState state = train::begin_run(start);
  ASSERT_TRUE(train::load_checkpoint(folder / "run/checkpoint.pt", state, torch::kCPU));
  state.average.net()->eval();
  const torch::NoGradGuard no_gradient;
  const auto answers = run_instruments(net, state.average.net(), batch.patches);
  const torch::Tensor expected = torch::cat({answers.families, answers.timbre}, 1);
  models::Workspace workspace;
  nn::Map patch(1, recipe.network.frames, recipe.network.numbers());
  int right = 0;
  for (std::int64_t n = 0; n < 8; ++n) {
    std::copy_n(batch.patches[n].data_ptr<float>(), patch.size(), patch.data());
    const std::vector<float> found = (*model)->run(patch, workspace);
    ASSERT_EQ(found.size(), 17u);
    EXPECT_TRUE(torch::allclose(torch::tensor(found), expected[n], 0.02, 0.02))
        << "weights are kept as halves";
    right += std::max_element(found.begin(), found.begin() + 13) - found.begin() ==
                     batch.families[n].item<std::int64_t>()
                 ? 1
                 : 0;
  }
  EXPECT_EQ(right, 8);
}

TEST(InstrumentTraining, InTwoPartsEqualsInOne) {
  const fs::path folder = write_world(2);
  InstrumentRecipe recipe = small_instruments();
  recipe.schedule.steps = 6;
  recipe.schedule.warmup_steps = 1;
  recipe.schedule.decay_steps = 2;
  train::TrainOptions options;
  options.train_directories = options.validation_directories = {folder / "clips"};
  options.threads = 1;
  const auto run = [&](const char* name, int most_steps) {
    options.run_directory = folder / name;
    int steps = 0;
    options.may_go_on = [&] { return ++steps <= most_steps; };
    return train_instruments(recipe, folder / "families.json", options, [](const auto&) {});
  };
  ASSERT_TRUE(run("one", 100));
  EXPECT_EQ(run("two", 3).error().code, ErrorCode::cancelled);
  ASSERT_TRUE(run("two", 100));
  const auto bytes = [&](const char* name) {
    std::ifstream in(folder / name / "weights.dvw", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_EQ(bytes("one"), bytes("two"));
}

}  // namespace
}  // namespace divisi::timbre
