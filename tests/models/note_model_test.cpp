#include "models/note_model.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "made_weights.h"

namespace divisi::models {
namespace {

using testing::made_features;
using testing::made_file;
using testing::made_tensors;
using testing::MadeTensor;

NoteNetSpec small_spec() {
  NoteNetSpec spec;
  spec.channels = 8;
  spec.bottleneck_channels = 4;
  spec.head_channels = 8;
  spec.time_dilations = {1, 3};
  return spec;
}

std::vector<MadeTensor> tensors_of(const NoteNetSpec& spec) {
  return made_tensors(NoteNet(spec).layers(), 1);
}

Expected<NoteModel> load(const std::vector<MadeTensor>& tensors,
                         const std::string& model = kNoteNetName) {
  nn::WeightsFile file = made_file(model, parameters_of(small_spec()), tensors);
  return NoteModel::load(file);
}

NoteMaps run(const NoteModel& model, const nn::Map& features) {
  NoteMaps out;
  Workspace workspace;
  model.run(features, out, workspace);
  return out;
}

TEST(NoteModel, ContextIsTheNetworks) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->context_frames(), 1 + 1 + 3 + 1);
}

TEST(NoteModel, GivesProbabilitiesThatVary) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()));
  ASSERT_TRUE(model) << model.error().message;
  const NoteMaps maps = run(*model, made_features(20, 288, 2, 2, 0.3, 0.2));
  for (const Map2d* map : {&maps.onset, &maps.frame, &maps.offset, &maps.velocity}) {
    ASSERT_EQ(map->rows, 20u);
    ASSERT_EQ(map->columns, 88u);
    const auto [least, most] = std::minmax_element(map->cells.begin(), map->cells.end());
    EXPECT_GE(*least, 0.0f);
    EXPECT_LE(*most, 1.0f);
    EXPECT_GT(*most - *least, 0.1f);
  }
}

/// Chunks of every length, cut with the context around them, give the whole's numbers to the bit.
TEST(NoteModel, ChunksWithContextEqualTheWholeBitForBit) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()));
  ASSERT_TRUE(model) << model.error().message;
  constexpr int kFrames = 61;
  const nn::Map features = made_features(kFrames, 288, 2, 3, 0.3, 0.2);
  const NoteMaps whole = run(*model, features);
  const int context = model->context_frames();
  for (const int chunk : {1, 7, 16, 60}) {
    for (int begin = 0; begin < kFrames; begin += chunk) {
      const int end = std::min(begin + chunk, kFrames);
      const int first = std::max(0, begin - context);
      const NoteMaps part =
          run(*model, testing::frames_of(features, first, std::min(kFrames, end + context)));
      for (int t = begin; t < end; ++t) {
        const auto row = static_cast<std::size_t>(t);
        const auto part_row = static_cast<std::size_t>(t - first);
        ASSERT_TRUE(
            std::equal(whole.onset.row(row), whole.onset.row(row) + 88, part.onset.row(part_row)))
            << "chunk " << chunk << ", frame " << t;
        ASSERT_TRUE(std::equal(whole.velocity.row(row), whole.velocity.row(row) + 88,
                               part.velocity.row(part_row)))
            << "chunk " << chunk << ", frame " << t;
      }
    }
  }
}

/// One frame less of context shows: the test above could fail.
TEST(NoteModel, LessContextChangesTheNumbers) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()));
  ASSERT_TRUE(model) << model.error().message;
  const nn::Map features = made_features(40, 288, 2, 3, 0.3, 0.2);
  const NoteMaps whole = run(*model, features);
  const int short_context = model->context_frames() - 1;
  const NoteMaps part = run(*model, testing::frames_of(features, 20 - short_context, 40));
  const std::size_t row = static_cast<std::size_t>(short_context);
  EXPECT_FALSE(std::equal(whole.onset.row(20), whole.onset.row(20) + 88, part.onset.row(row)));
}

TEST(NoteModel, NoFramesGiveNoFrames) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(run(*model, nn::Map(0, 288, 2)).onset.rows, 0u);
}

TEST(NoteModelLoad, RefusesWeightsOfAnotherModel) {
  const Expected<NoteModel> model = load(tensors_of(small_spec()), "piano-net");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::unsupported);
  EXPECT_EQ(model.error().message, "weights of model 'piano-net', expected 'divisi-note-net'");
}

TEST(NoteModelLoad, NamesAMissingTensor) {
  std::vector<MadeTensor> tensors = tensors_of(small_spec());
  std::erase_if(tensors, [](const MadeTensor& t) { return t.name == "block2.pitch.weight"; });
  const Expected<NoteModel> model = load(tensors);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::corrupt);
  EXPECT_NE(model.error().message.find("block2.pitch.weight"), std::string::npos);
  EXPECT_NE(model.error().message.find("found no such tensor"), std::string::npos);
}

TEST(NoteModelLoad, NamesATensorOfAnotherShape) {
  std::vector<MadeTensor> tensors = tensors_of(small_spec());
  for (MadeTensor& tensor : tensors) {
    if (tensor.name == "head.out.bias") tensor = {"head.out.bias", {5}, std::vector<float>(5)};
  }
  const Expected<NoteModel> model = load(tensors);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message,
            "made.dvw: tensor 'head.out.bias': expected shape [4], found [5]");
}

TEST(NoteModelLoad, NamesATensorTooMany) {
  std::vector<MadeTensor> tensors = tensors_of(small_spec());
  tensors.push_back({"block9.time.weight", {1}, {0.0f}});
  const Expected<NoteModel> model = load(tensors);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::corrupt);
  EXPECT_NE(model.error().message.find("block9.time.weight"), std::string::npos);
}

TEST(NoteModelLoad, NamesASizeThatMakesNoSense) {
  auto parameters = parameters_of(small_spec());
  parameters["network.channels"] = {1e6};
  nn::WeightsFile file = made_file(kNoteNetName, parameters, tensors_of(small_spec()));
  const Expected<NoteModel> model = NoteModel::load(file);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("network.channels"), std::string::npos);
}

std::string problem_with(const NoteNetSpec& spec) {
  nn::WeightsFile file = made_file(kNoteNetName, parameters_of(spec), tensors_of(spec));
  const Expected<NoteModel> model = NoteModel::load(file);
  return model ? std::string() : model.error().message;
}

/// Each of them has few weights: only running it would show what it costs.
TEST(NoteModelLoad, RefusesWhatWouldAskForGigabytes) {
  NoteNetSpec wide = small_spec();
  wide.pitch_count = 4096;
  wide.channels = 64;
  EXPECT_EQ(problem_with(wide),
            "values of layer 'stem' for a frame: expected at most 65536, found 262144");
  NoteNetSpec far = small_spec();
  far.time_dilations = {4096, 4096};
  EXPECT_EQ(problem_with(far),
            "frames around a frame that it depends on: expected at most 1024, found 8194");
  NoteNetSpec slow = small_spec();
  slow.pitch_count = 2048;
  slow.stem_bins = 601;
  slow.stem_frames = 41;
  slow.channels = 4;
  EXPECT_NE(problem_with(slow).find("multiplications of layer 'stem'"), std::string::npos);
  NoteNetSpec largest = small_spec();
  largest.pitch_count = 4096;
  largest.channels = 16;
  largest.time_dilations = {1000};
  EXPECT_EQ(problem_with(largest), "");
}

TEST(NoteNetSpec, SurvivesItsParameters) {
  NoteNetSpec spec = small_spec();
  spec.harmonic_bins = {-36, 0, 57};
  nn::WeightsFile file = made_file(kNoteNetName, parameters_of(spec), {});
  const Expected<NoteNetSpec> found = note_net_spec_from(file);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(parameters_of(*found), parameters_of(spec));
}

}  // namespace
}  // namespace divisi::models
