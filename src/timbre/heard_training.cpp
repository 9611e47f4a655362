#include "timbre/heard_training.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/folder.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/weights_source.h"
#include "hearing/heard_set.h"
#include "hearing/source_players.h"
#include "nn/training_history.h"
#include "nn/weights_file.h"
#include "train/checkpoint.h"
#include "train/export_weights.h"
#include "train/import_weights.h"

namespace divisi::timbre {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFewestNotes = 8;
constexpr int kStepsPerLine = 50;
constexpr std::uint64_t kStepStreams = 1000;
constexpr double kGradientNorm = 1.0;

/// The bytes of the timbre weights, built in or from a file.
Expected<std::string> timbre_bytes(const fs::path& weights) {
  const Expected<std::optional<engine::WeightsSource>> source =
      engine::open_timbre_weights(weights);
  if (!source) return source.error();
  if (!*source) {
    return Error{ErrorCode::not_found, "there are no timbre weights: give some with --timbre", {}};
  }
  return std::string((*source)->bytes());
}

Expected<void> label(const data::Dataset& clips, const parts::PlayerFamilies& families,
                     HeardPieces& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (auto done = hearing::label_families(clips.clips[i], families, pieces[i]); !done)
      return done;
  }
  return {};
}

/// What is heard in the clips of all folders, apart from the shortest. `families` may be null.
Expected<HeardPieces> listen(const Transcriber& transcriber, const std::string& identity,
                             const std::vector<fs::path>& directories,
                             const parts::PlayerFamilies* families,
                             const HeardTrainingOptions& options, const train::LogLine& log) {
  const core::GoOn go_on = [&](std::size_t done, std::size_t of) {
    if (done % 200 == 0 || done == of)
      log("heard " + std::to_string(done) + " of " + std::to_string(of));
    return !options.may_go_on || options.may_go_on();
  };
  HeardPieces all;
  for (const fs::path& directory : directories) {
    const Expected<data::Dataset> dataset = data::load_dataset("synthetic", directory);
    if (!dataset) return dataset.error();
    Expected<HeardPieces> pieces =
        hearing::hear_set(transcriber, *dataset, directory, identity, options.threads, go_on);
    if (!pieces) return pieces;
    if (families != nullptr) {
      if (auto done = label(*dataset, *families, *pieces); !done) return done.error();
    }
    log(directory.string() + ": " + std::to_string(pieces->size()) + " pieces");
    for (hearing::HeardNotes& piece : *pieces) {
      if (piece.tokens.count() >= kFewestNotes) all.push_back(std::move(piece));
    }
  }
  if (all.empty()) return Error{ErrorCode::invalid_argument, "no piece has eight notes", {}};
  return all;
}

/// The timbre weights that a run began with, with the task's layers in them, as `file_name`.
Expected<void> write_timbre_weights(const HeardTrainingOptions& options,
                                    const TimbreAddition& added, const std::string& recipe_json,
                                    train::TorchNet& net, const char* file_name) {
  const Expected<std::string> bytes = timbre_bytes(options.timbre_weights);
  if (!bytes) return bytes.error();
  const Expected<nn::WeightsFile> file = nn::WeightsFile::parse(*bytes, "timbre weights");
  if (!file) return file.error();
  nn::WeightsInfo info = file->info();
  info.name = added.name;
  info.recipe = nn::join_histories(info.recipe, recipe_json);
  if (!options.commit.empty()) info.commit = options.commit;
  for (const auto& [name, value] : added.parameters) info.hyper_parameters[name] = value;
  // Not those of a network that it had before.
  std::vector<nn::TensorToWrite> tensors = file->tensors_to_write(added.prefix);
  std::vector<torch::Tensor> kept;
  train::append_tensors(net, added.layers, kept, tensors);
  return nn::write_weights_file(options.run_directory / file_name, info, tensors);
}

class HeardRun final : train::SteppedRun {
 public:
  HeardRun(const HeardTask& task, const train::StepSchedule& schedule, std::uint64_t seed,
           const std::string& recipe_json, const HeardTrainingOptions& options,
           const HeardSets& sets)
      : task_(task),
        schedule_(schedule),
        seed_(seed),
        options_(options),
        sets_(sets),
        state_(train::begin_run({.seed = seed,
                                 .layers = task.layers(),
                                 .options = {.initial = train::InitialWeights::uniform},
                                 .prepare = [&](train::TorchNet& net) { task.prepare(net); },
                                 .learning_rate = schedule.learning_rate,
                                 .weight_decay = schedule.weight_decay,
                                 .recipe_json = recipe_json})) {}

  Expected<void> run(const train::LogLine& log) {
    // What only training needs is in no file of weights.
    auto taken_up = train::resume_or_begin(
        {options_.run_directory, options_.begin_with, task_.addition().layers}, state_, torch::kCPU,
        log);
    if (!taken_up) return taken_up;
    return train::run_schedule(*this, state_,
                               {.schedule = schedule_,
                                .run_directory = options_.run_directory,
                                .loss_names = task_.loss_names(),
                                .steps_per_line = kStepsPerLine,
                                .may_go_on = options_.may_go_on},
                               log);
  }

 private:
  int steps_done() const override { return state_.step; }

  /// Pieces one after the other: their loss's gradients add up.
  double step() override {
    train::begin_step(schedule_, state_);
    core::Rng rng(seed_, kStepStreams + static_cast<std::uint64_t>(state_.step));
    double sum = 0.0;
    for (int i = 0; i < schedule_.batch_items; ++i) {
      torch::Tensor loss = task_.loss(state_.net, rng.pick(sets_.train), rng);
      if (!loss.defined()) continue;
      loss = loss / static_cast<double>(schedule_.batch_items);
      loss.backward();
      sum += loss.item<double>();
    }
    train::end_step(schedule_, kGradientNorm, state_);
    return sum;
  }

  Expected<void> validate(train::TrainingLog& curves) override {
    const auto result = task_.validate(state_.average.net(), sets_.validation);
    curves.add_validation(state_.step, result);
    if (!state_.monitor.validated(-result.loss, {})) return {};
    return export_to("weights_best.dvw");
  }

  Expected<void> save() override {
    if (auto written = export_to("weights.dvw"); !written) return written;
    return train::save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
  }

  Expected<void> export_to(const char* file_name) {
    return write_timbre_weights(options_, task_.addition(), state_.recipe_json,
                                state_.average.net(), file_name);
  }

  const HeardTask& task_;
  train::StepSchedule schedule_;
  std::uint64_t seed_;
  const HeardTrainingOptions& options_;
  const HeardSets& sets_;
  train::RunState state_;
};

}  // namespace

Expected<HeardSets> hear_sets(const HeardTrainingOptions& options, const train::LogLine& log,
                              const parts::PlayerFamilies* families) {
  if (auto made = core::make_folder(options.run_directory); !made) return made.error();
  const Expected<std::string> identity =
      hearing::identity_of(options.notes_weights, options.timbre_weights);
  if (!identity) return identity.error();
  const Expected<Transcriber> transcriber =
      Transcriber::create(options.notes_weights, options.timbre_weights);
  if (!transcriber) return transcriber.error();
  HeardSets sets;
  for (auto [pieces, directories] :
       {std::pair(&sets.train, &options.train_directories),
        std::pair(&sets.validation, &options.validation_directories)}) {
    Expected<HeardPieces> heard =
        listen(*transcriber, *identity, *directories, families, options, log);
    if (!heard) return heard.error();
    *pieces = std::move(*heard);
  }
  return sets;
}

Expected<void> check_numbers(const models::NoteMemorySpec& network,
                             const std::vector<parts::MemoryNumbers>& offers) {
  const parts::MemoryNumbers wanted{network.item_numbers, network.relation_numbers};
  if (std::find(offers.begin(), offers.end(), wanted) != offers.end()) return {};
  const auto text = [](const parts::MemoryNumbers& numbers) {
    return std::to_string(numbers.of_item) + " and " + std::to_string(numbers.of_pair);
  };
  std::string message = "network.item_numbers and network.relation_numbers: expected ";
  for (const parts::MemoryNumbers& offer : offers) message += text(offer) + ", or ";
  message.resize(message.size() - 5);
  return Error{ErrorCode::invalid_argument,
               message + " (what the timbre weights tell of a note), found " + text(wanted),
               "network.item_numbers"};
}

Expected<void> check_memory_numbers(const models::NoteMemorySpec& network, const HeardSets& sets) {
  const parts::NoteTokens& heard = sets.train.front().tokens;
  return check_numbers(network, parts::memory_numbers(heard.dimensions, !heard.beginnings.empty(),
                                                      heard.timbre_numbers));
}

Expected<void> run_heard_training(const HeardTask& task, const train::StepSchedule& schedule,
                                  std::uint64_t seed, const std::string& recipe_json,
                                  const HeardTrainingOptions& options, const HeardSets& sets,
                                  const train::LogLine& log) {
  torch::set_num_threads(1);  // steps are too small to share
  return HeardRun(task, schedule, seed, recipe_json, options, sets).run(log);
}

}  // namespace divisi::timbre
