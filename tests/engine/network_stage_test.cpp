#include "engine/network_stage.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/evidence_rounding.h"
#include "made_model.h"
#include "made_recording.h"

namespace divisi::engine {
namespace {

models::NoteModel loaded_model(const testing::TemporaryFolder& folder) {
  const auto path = folder / "made.dvw";
  EXPECT_TRUE(testing::write_made_model(path));
  auto file = nn::WeightsFile::read(path);
  EXPECT_TRUE(file);
  auto model = models::NoteModel::load(*file);
  EXPECT_TRUE(model);
  return std::move(*model);
}

std::vector<float> random_features(int frames, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<float> cells(static_cast<std::size_t>(frames) * 288 * 2);
  for (float& cell : cells) cell = static_cast<float>(rng.uniform());
  return cells;
}

/// The onset and velocity maps one after the other, however the work was cut up.
std::vector<float> run(const models::NoteModel& model, const std::vector<float>& cells,
                       const NetworkStageOptions& options, int push_frames) {
  std::vector<float> onset, velocity;
  NetworkStage stage(model, nullptr, options);
  const auto sink = [&](const NewEvidence& fresh) {
    const auto take = [&](const Map2d& map, std::vector<float>& all) {
      all.insert(all.end(), map.row(fresh.first), map.row(fresh.first) + fresh.count * map.columns);
    };
    take(fresh.maps->onset, onset);
    take(fresh.maps->velocity, velocity);
  };
  const int frames = static_cast<int>(cells.size() / (288 * 2));
  for (int first = 0; first < frames; first += push_frames) {
    stage.push(cells.data() + static_cast<std::size_t>(first) * 288 * 2,
               std::min(push_frames, frames - first), sink);
  }
  stage.finish(sink);
  onset.insert(onset.end(), velocity.begin(), velocity.end());
  return onset;
}

/// With silence before and behind, as far as the network sees.
std::vector<float> run_whole(const models::NoteModel& model, const std::vector<float>& cells) {
  const int context = model.context_frames();
  const int frames = static_cast<int>(cells.size() / (288 * 2));
  nn::Map features(frames + 2 * context, 288, 2);
  std::fill_n(features.data(), features.frame(features.frames()) - features.data(), 0.0f);
  std::copy(cells.begin(), cells.end(), features.frame(context));
  models::NoteMaps maps;
  models::Workspace workspace;
  model.run(features, maps, workspace);
  std::vector<float> all;
  const auto take = [&](const Map2d& map, float steps) {
    const auto first = static_cast<std::size_t>(context);
    for (const float* cell = map.row(first); cell != map.row(first + std::size_t(frames)); ++cell)
      all.push_back(rounded(*cell, steps));
  };
  take(maps.onset, kProbabilitySteps);
  take(maps.velocity, kVelocitySteps);
  return all;
}

TEST(NetworkStage, GivesWhatARunOverTheWholeGivesHoweverItIsCut) {
  const testing::TemporaryFolder folder;
  const models::NoteModel model = loaded_model(folder);
  const std::vector<float> cells = random_features(137, 2);
  const std::vector<float> whole = run_whole(model, cells);
  for (const int chunk_frames : {0, 1, 7, 64, 1000}) {
    for (const int threads : {1, 3}) {
      for (const int push_frames : {1, 50, 137}) {
        EXPECT_EQ(run(model, cells, {threads, chunk_frames}, push_frames), whole)
            << "chunks of " << chunk_frames << ", " << threads << " threads, pushes of "
            << push_frames;
      }
    }
  }
}

TEST(NetworkStage, TakesRecordingsShorterThanItsContextAndEmptyOnes) {
  const testing::TemporaryFolder folder;
  const models::NoteModel model = loaded_model(folder);
  EXPECT_TRUE(run(model, {}, {2, 0}, 10).empty());
  for (const int frames : {1, 2, 5}) {
    const std::vector<float> cells = random_features(frames, 9);
    EXPECT_EQ(run(model, cells, {1, 0}, 1), run_whole(model, cells)) << frames;
  }
}

TEST(NetworkStage, HandsOverTheFirstRowsLongBeforeTheEnd) {
  const testing::TemporaryFolder folder;
  const models::NoteModel model = loaded_model(folder);
  const std::vector<float> cells = random_features(100, 4);
  NetworkStage stage(model, nullptr, {1, 0});
  std::size_t rows = 0;
  stage.push(cells.data(), 100, [&](const NewEvidence& fresh) { rows += fresh.count; });
  EXPECT_GE(rows, 60u);
}

}  // namespace
}  // namespace divisi::engine
