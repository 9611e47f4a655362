#include "slots/experiment.h"

#include <memory>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "slots/piece_clips.h"
#include "slots/teacher.h"
#include "train/import_weights.h"
#include "train/training_run.h"

namespace divisi::slots {
namespace {

namespace fs = std::filesystem;

Error wrong(const std::string& why) { return {ErrorCode::invalid_argument, why, {}}; }

/// What is read of the pieces once: features, notes and, where asked for, timbre vectors.
class PieceLoader {
 public:
  PieceLoader(const train::Recipe& recipe, const std::vector<SlotPiece>& pieces, int threads,
              std::optional<Teacher> teacher)
      : pieces_(pieces),
        threads_(threads),
        teacher_(std::move(teacher)),
        target_(recipe.slots.targets == "families" ? SlotTarget::families : SlotTarget::sources) {}

  Expected<train::ClipSet> load(const std::string& split, const train::ClipFeatures& features) {
    const std::vector<SlotPiece> chosen = pieces_of(pieces_, split);
    if (chosen.empty()) return wrong("no piece of the split '" + split + "'");
    Expected<train::ClipSet> set = load_piece_clips(chosen, features, target_, threads_);
    if (!set || !teacher_) return set;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const auto stems = load_stems({chosen[i]}, teacher_->recipe(), threads_);
      if (!stems) return stems.error();
      for (const StemFeatures& stem : *stems)
        set->clips[i].source_vectors.push_back(teacher_->vector_of(stem));
    }
    return set;
  }

 private:
  const std::vector<SlotPiece>& pieces_;
  int threads_;
  std::optional<Teacher> teacher_;
  SlotTarget target_;
};

std::vector<PieceVerdict> judge_all(const train::Architecture& architecture, train::TorchNet& net,
                                    const train::ClipSet& set, const std::string& matching) {
  std::vector<PieceVerdict> verdicts;
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    verdicts.push_back(judge_piece(architecture, net, set, i, matching));
  return verdicts;
}

/// What Table III asks of the weights that the run has chosen.
Expected<ExperimentResult> score_run(const train::Recipe& recipe, const fs::path& run,
                                     const train::ClipSet& validation, const train::ClipSet& test) {
  const std::unique_ptr<train::Architecture> architecture = train::make_architecture(recipe);
  train::TorchNet net(architecture->layers(), architecture->net_options());
  if (auto read = train::import_weights(run / "weights_best.dvw", *architecture, net); !read)
    return read.error();
  const auto chosen_on = judge_all(*architecture, net, validation, recipe.slots.matching);
  const auto tested = judge_all(*architecture, net, test, recipe.slots.matching);
  ExperimentResult result{recipe.name, recipe.seed, best_thresholds(chosen_on), {}};
  result.figures = score_pieces(tested, result.thresholds);
  return result;
}

Expected<std::optional<Teacher>> teacher_for(const train::Recipe& recipe, const fs::path& run) {
  if (!recipe.slots.network.timbre) return std::optional<Teacher>();
  if (run.empty()) {
    return wrong(recipe.name + " learns timbre: give it a trained timbre encoder (--teacher)");
  }
  Expected<Teacher> teacher = Teacher::load(run);
  if (!teacher) return teacher.error();
  return std::optional<Teacher>(std::move(*teacher));
}

}  // namespace

Expected<ExperimentResult> run_experiment(const train::Recipe& recipe,
                                          const std::vector<SlotPiece>& pieces,
                                          const ExperimentOptions& options,
                                          const train::LogLine& log) {
  if (recipe.model != models::kSlotNetName)
    return wrong("the recipe is of '" + recipe.model + "', expected '" + models::kSlotNetName +
                 "'");
  if (auto made = core::make_folder(options.run_directory); !made) return made.error();
  train::keep_freed_memory();
  torch::set_num_threads(options.threads);
  Expected<std::optional<Teacher>> teacher = teacher_for(recipe, options.teacher);
  if (!teacher) return teacher.error();
  const std::unique_ptr<train::Architecture> architecture = train::make_architecture(recipe);
  PieceLoader loader(recipe, pieces, options.threads, std::move(*teacher));
  Expected<train::ClipSet> train = loader.load("train", architecture->features(true));
  if (!train) return train.error();
  const auto validation = loader.load("validation", architecture->features(false));
  if (!validation) return validation.error();
  const auto test = loader.load("test", architecture->features(false));
  if (!test) return test.error();
  log(std::to_string(train->clips.size()) + " pieces to train on, " +
      std::to_string(validation->clips.size()) + " to validate on, " +
      std::to_string(test->clips.size()) + " to test on");
  train::TrainOptions training;
  training.run_directory = options.run_directory;
  training.threads = options.threads;
  training.commit = options.commit;
  training.may_go_on = options.may_go_on;
  train::TrainingRun run(recipe, training, std::move(*train), *validation, log);
  if (auto resumed = run.resume(); !resumed) return resumed.error();
  if (auto ran = run.run(); !ran) return ran.error();
  Expected<ExperimentResult> result = score_run(recipe, options.run_directory, *validation, *test);
  if (!result) return result;
  const auto written =
      core::write_file_atomically(options.run_directory / "scores.json", to_json(*result));
  if (!written) return written.error();
  return result;
}

}  // namespace divisi::slots
