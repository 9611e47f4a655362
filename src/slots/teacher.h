/// The timbre encoder's own training, and what it then says of sources.
///
/// Source    Taenzer 2026, sections III-C and V-A.
/// Deviates  batches of 8 sources, not 32; a step has no epoch, for windows are drawn at random.
/// Errors    those of the audio files; io, corrupt: naming the file; cancelled. Throws c10::Error
/// as
///           libtorch does.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "slots/source_windows.h"
#include "slots/teacher_recipe.h"
#include "train/step_loop.h"
#include "train/torch_net.h"

namespace divisi::slots {

struct TeacherOptions {
  std::filesystem::path run_directory;
  int threads = 1;
  std::function<bool()> may_go_on = {};
};

/// Trains on the stems of the pieces whose split is "train", chooses by top-1 retrieval on
/// "validation", and writes `run_directory`/{encoder.pt, recipe.json, log.csv, curves.png}. Goes on
/// from a checkpoint that is there.
Expected<void> train_teacher(const TeacherRecipe& recipe, const std::vector<SlotPiece>& pieces,
                             const TeacherOptions& options, const train::LogLine& log);

/// The encoder as trained.
class Teacher {
 public:
  /// What train_teacher() wrote.
  static Expected<Teacher> load(const std::filesystem::path& run_directory);

  const TeacherRecipe& recipe() const { return recipe_; }

  /// [N, 128] of windows [N, 46, 216, 1].
  torch::Tensor embed(const torch::Tensor& windows);

  /// One unit vector for each stem: the mean over windows spread evenly over it; zeros where it is
  /// never active.
  std::vector<float> vector_of(const StemFeatures& stem);

 private:
  Teacher(TeacherRecipe recipe, train::TorchNet net)
      : recipe_(std::move(recipe)), net_(std::move(net)) {}

  TeacherRecipe recipe_;
  train::TorchNet net_;
};

/// How well windows of a split's sources find others of their source, and a picture of them.
struct Retrieval {
  int sources = 0;
  int windows = 0;
  double top_1 = 0.0;  ///< the nearest window is of the same source
  double top_5 = 0.0;  ///< one of the five nearest is
};

/// On the pieces of `split`, whose windows are drawn flat (t-SNE, a colour for each source) to
/// `picture`; no picture where it is empty.
Expected<Retrieval> measure_retrieval(Teacher& teacher, const std::vector<SlotPiece>& pieces,
                                      const std::string& split, int threads,
                                      const std::filesystem::path& picture);

/// Windows of every stem that has any, `count` of each, stem by stem: what retrieval is measured
/// on.
torch::Tensor even_windows(const std::vector<StemFeatures>& stems, int count,
                           const TeacherRecipe& recipe);

}  // namespace divisi::slots
