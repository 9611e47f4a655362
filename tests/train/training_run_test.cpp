#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "made_clips.h"
#include "train/architecture.h"
#include "train/batch.h"
#include "train/trainer.h"

extern char** environ;

namespace divisi::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kChildFolder = "DIVISI_TRAIN_TEST_FOLDER";

TrainOptions options_in(const fs::path& root, const std::string& run) {
  TrainOptions options;
  options.run_directory = root / run;
  options.train_directories = {root / "train"};
  options.validation_directories = {root / "validation"};
  options.threads = 2;
  return options;
}

fs::path world() {
  const fs::path root = testing::fresh_folder();
  testing::write_clips(root / "train", 3);
  testing::write_clips(root / "validation", 1);
  return root;
}

std::vector<std::string> train(const Recipe& recipe, const TrainOptions& options) {
  std::vector<std::string> lines;
  const auto trained =
      train_network(recipe, options, [&](const std::string& line) { lines.push_back(line); });
  EXPECT_TRUE(trained) << trained.error().message;
  return lines;
}

long count_of(const std::vector<std::string>& lines, const std::string& text) {
  return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(text) != std::string::npos;
  });
}

std::string bytes(const fs::path& path) {
  const Expected<std::string> text = core::read_file(path);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : std::string();
}

void expect_same_run(const fs::path& a, const fs::path& b) {
  EXPECT_TRUE(bytes(a / "weights.dvw") == bytes(b / "weights.dvw"));
  EXPECT_TRUE(bytes(a / "weights_best.dvw") == bytes(b / "weights_best.dvw"));
}

Recipe six_steps() { return testing::small_recipe(); }

TEST(TrainingRun, SavesItselfWhenItIsStopped) {
  const fs::path root = world();
  train(six_steps(), options_in(root, "whole"));
  TrainOptions stopped = options_in(root, "stopped");
  int asked = 0;
  stopped.may_go_on = [&] { return ++asked <= 4; };
  const auto ended = train_network(six_steps(), stopped, [](const std::string&) {});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::cancelled);
  train(six_steps(), options_in(root, "stopped"));
  EXPECT_EQ(bytes(root / "stopped" / "weights.dvw"), bytes(root / "whole" / "weights.dvw"));
}

TEST(TrainingRun, LeavesWhatItPromises) {
  const fs::path root = world();
  const auto lines = train(six_steps(), options_in(root, "run"));
  for (const char* name :
       {"checkpoint.pt", "weights.dvw", "weights_best.dvw", "log.csv", "curves.png"}) {
    EXPECT_TRUE(fs::exists(root / "run" / name)) << name;
  }
  const std::string log = bytes(root / "run" / "log.csv");
  EXPECT_EQ(log.substr(0, log.find('\n')),
            "step,train_loss,val_loss,val_onset,val_frame,val_offset,val_velocity,"
            "val_frame_ap,val_onset_ap,val_frame_f1");
  EXPECT_NE(log.find("\n3,"), std::string::npos);
  EXPECT_NE(log.find("\n6,"), std::string::npos);
}

TEST(TrainingRun, SameRecipeGivesTheSameWeights) {
  const fs::path root = world();
  train(six_steps(), options_in(root, "a"));
  TrainOptions deterministic = options_in(root, "b");
  deterministic.deterministic = true;
  deterministic.threads = 1;  // nor do the threads matter
  train(six_steps(), deterministic);
  at::globalContext().setDeterministicAlgorithms(false, false);
  expect_same_run(root / "a", root / "b");
  Recipe other = six_steps();
  other.seed = 2;
  train(other, options_in(root, "c"));
  EXPECT_FALSE(bytes(root / "a" / "weights.dvw") == bytes(root / "c" / "weights.dvw"));
}

TEST(TrainingRun, InTwoPartsEqualsInOne) {
  for (Recipe recipe : {six_steps(), testing::published_recipe()}) {
    const fs::path root = world();
    recipe.warmup_steps = recipe.decay_steps = 0;
    train(recipe, options_in(root, "whole"));
    Recipe first_half = recipe;
    first_half.steps = 3;
    train(first_half, options_in(root, "parts"));
    const auto lines = train(recipe, options_in(root, "parts"));
    EXPECT_EQ(count_of(lines, "resumed after step 3"), 1);
    // The best weights may stem from the first part, whose recipe they name.
    EXPECT_TRUE(bytes(root / "whole" / "weights.dvw") == bytes(root / "parts" / "weights.dvw"));
  }
}

/// The run of the child process below, which checkpoints after every step and never validates
/// before its end.
Recipe child_recipe() {
  Recipe recipe = six_steps();
  recipe.steps = 24;
  recipe.validate_every_steps = 24;
  recipe.checkpoint_every_s = 0.0;
  return recipe;
}

TEST(TrainingRunChild, DISABLED_TrainsUntilKilled) {
  const char* folder = std::getenv(kChildFolder);
  ASSERT_NE(folder, nullptr) << "started by TrainingRun.GoesOnAfterKill";
  train(child_recipe(), options_in(folder, "killed"));
}

pid_t start_child(const fs::path& root) {
  setenv(kChildFolder, root.c_str(), 1);
  std::string program = fs::read_symlink("/proc/self/exe").string();
  std::string filter = "--gtest_filter=TrainingRunChild.*";
  std::string disabled = "--gtest_also_run_disabled_tests";
  char* arguments[] = {program.data(), filter.data(), disabled.data(), nullptr};
  pid_t child = 0;
  EXPECT_EQ(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ), 0);
  return child;
}

TEST(TrainingRun, GoesOnAfterKill) {
  const fs::path root = world();
  train(child_recipe(), options_in(root, "straight"));
  const pid_t child = start_child(root);
  const fs::path checkpoint = root / "killed" / "checkpoint.pt";
  int status = 0;
  while (!fs::exists(checkpoint) && waitpid(child, &status, WNOHANG) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "killed in the middle";
  ASSERT_FALSE(fs::exists(root / "killed" / "curves.png")) << "it had not come to its end";
  const auto lines = train(child_recipe(), options_in(root, "killed"));
  EXPECT_EQ(count_of(lines, "resumed after step"), 1);
  expect_same_run(root / "straight", root / "killed");
  EXPECT_EQ(bytes(root / "straight" / "log.csv").find("nan"), std::string::npos);
}

/// Where no note sounds, average precision is 0 after each validation: nothing ever improves.
TEST(TrainingRun, StopsEarlyWhenNothingImproves) {
  const fs::path root = world();
  std::ofstream(root / "validation" / "0" / "notes.csv")
      << "onset_s,offset_s,pitch_midi,velocity\n";
  Recipe recipe = six_steps();
  recipe.steps = 60;
  recipe.validate_every_steps = 2;
  recipe.stop_after_validations = 2;
  const auto lines = train(recipe, options_in(root, "run"));
  EXPECT_EQ(count_of(lines, "validation after"), 3);
  EXPECT_NE(lines.back().find("stopped"), std::string::npos) << lines.back();
  EXPECT_EQ(count_of(train(recipe, options_in(root, "run")), "validation after"), 0)
      << "a run that stopped stays so";
}

TEST(TrainingRun, BrokenCheckpointIsAnErrorThatNamesIt) {
  const fs::path root = world();
  fs::create_directories(root / "run");
  std::ofstream(root / "run" / "checkpoint.pt") << "broken";
  const auto trained =
      train_network(six_steps(), options_in(root, "run"), [](const std::string&) {});
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, ErrorCode::corrupt);
  EXPECT_NE(trained.error().message.find("checkpoint.pt"), std::string::npos);
}

/// One batch seen again and again is learned by heart: everything between loss and weights works.
void expect_overfit(const Recipe& recipe, double rate, int steps) {
  const fs::path root = world();
  const auto architecture = make_architecture(recipe);
  const ClipSet set = load_clips({root / "train"}, architecture->features(true), 1, {}).value();
  const Batch batch = make_batch(set, {{0, 0}, {1, 10}}, *architecture, recipe, nullptr);
  torch::manual_seed(1);
  TorchNet net(architecture->layers(), architecture->net_options());
  architecture->prepare(net);
  net->train();
  torch::optim::AdamW optimizer(net->parameters(),
                                torch::optim::AdamWOptions(rate).weight_decay(0));
  // Soft targets have an entropy of their own, which no network gets below.
  const torch::Tensor sure = (batch.targets.cells >= 0.5).to(torch::kFloat32);
  double first = 0.0, last = 0.0;
  for (int i = 0; i < steps; ++i) {
    optimizer.zero_grad();
    const Loss loss = architecture->loss(architecture->forward(net, batch.features), sure);
    loss.total.backward();
    optimizer.step();
    architecture->constrain(net);
    last = loss.total.item<double>();
    if (i == 0) first = last;
  }
  EXPECT_LT(last, 0.1 * first);
}

TEST(Overfit, NoteNet) { expect_overfit(testing::small_recipe(), 1e-2, 150); }

TEST(Overfit, PublishedBackbone) { expect_overfit(testing::published_recipe(), 1e-2, 30); }

}  // namespace
}  // namespace divisi::train
