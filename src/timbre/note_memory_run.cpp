#include "timbre/note_memory_run.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/folder.h"
#include "data/datasets.h"
#include "engine/weights_source.h"
#include "hearing/heard_set.h"
#include "models/memory_model.h"
#include "nn/weights_file.h"
#include "train/export_weights.h"
#include "train/schedule.h"
#include "train/step_loop.h"

namespace divisi::timbre {
namespace {

namespace fs = std::filesystem;
using Pieces = std::vector<hearing::HeardNotes>;
using train::LogLine;

constexpr int kStepsPerLine = 50;
constexpr std::uint64_t kStepStreams = 1000;
constexpr double kGradientNorm = 1.0;
constexpr std::size_t kFewestNotes = 8;

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

/// What is heard in the clips of all folders, apart from the shortest.
Expected<Pieces> listen(const NoteMemoryOptions& options, const Transcriber& transcriber,
                        const std::string& identity, const std::vector<fs::path>& directories,
                        const LogLine& log) {
  Pieces all;
  for (const fs::path& directory : directories) {
    const Expected<data::Dataset> dataset = data::load_dataset("synthetic", directory);
    if (!dataset) return dataset.error();
    Expected<Pieces> pieces =
        hearing::hear_set(transcriber, *dataset, directory, identity, options.threads,
                          [&](std::size_t done, std::size_t of) {
                            if (done % 200 == 0 || done == of)
                              log("heard " + std::to_string(done) + " of " + std::to_string(of));
                          });
    if (!pieces) return pieces;
    log(directory.string() + ": " + std::to_string(pieces->size()) + " pieces");
    for (hearing::HeardNotes& piece : *pieces) {
      if (piece.tokens.count() >= kFewestNotes) all.push_back(std::move(piece));
    }
  }
  if (all.empty()) return Error{ErrorCode::invalid_argument, "no piece has eight notes", {}};
  return all;
}

class MemoryRun final : train::SteppedRun {
 public:
  MemoryRun(const NoteMemoryRecipe& recipe, const NoteMemoryOptions& options, Pieces train,
            Pieces validation, LogLine log)
      : recipe_(recipe),
        options_(options),
        train_(std::move(train)),
        validation_(std::move(validation)),
        log_(std::move(log)),
        pairs_(recipe),
        state_(new_state()) {}

  Expected<void> resume() {
    return train::resume_run(options_.run_directory, state_, torch::kCPU, log_);
  }

  Expected<void> run() {
    train::TrainingLog curves(options_.run_directory, {"pairs"}, state_.step, recipe_.steps);
    const train::StepLoop loop{.steps = recipe_.steps,
                               .validate_every_steps = recipe_.validate_every_steps,
                               .steps_per_line = kStepsPerLine,
                               .checkpoint_every_s = recipe_.checkpoint_every_s,
                               .may_go_on = options_.may_go_on};
    return train::run_steps(*this, loop, curves, log_);
  }

 private:
  train::RunState new_state() const {
    return train::begin_run({.seed = recipe_.seed,
                             .layers = pairs_.layers(),
                             .options = {.initial = train::InitialWeights::uniform},
                             .prepare = [this](train::TorchNet& net) { pairs_.prepare(net); },
                             .learning_rate = recipe_.learning_rate,
                             .weight_decay = recipe_.weight_decay,
                             .recipe_json = recipe_to_json(recipe_)});
  }

  int steps_done() const override { return state_.step; }

  /// Pieces one after the other: their loss's gradients add up.
  double step() override {
    const double factor = train::schedule_factor(state_.step, recipe_.steps, recipe_.warmup_steps,
                                                 recipe_.decay_steps);
    train::set_learning_rate(state_.optimizer, recipe_.learning_rate * factor);
    core::Rng rng(recipe_.seed, kStepStreams + static_cast<std::uint64_t>(state_.step));
    state_.optimizer.zero_grad();
    double sum = 0.0;
    for (int i = 0; i < recipe_.batch_items; ++i) {
      const hearing::HeardNotes excerpt = draw_excerpt(rng.pick(train_), recipe_, rng);
      if (excerpt.tokens.count() < 2) continue;
      torch::Tensor loss = pair_loss(pairs_.logits(state_.net, excerpt.tokens), excerpt.sources);
      if (!loss.defined()) continue;
      loss = loss / static_cast<double>(recipe_.batch_items);
      loss.backward();
      sum += loss.item<double>();
    }
    torch::nn::utils::clip_grad_norm_(state_.net->parameters(), kGradientNorm);
    state_.optimizer.step();
    state_.average.follow(state_.net, train::warm_decay(recipe_.average_decay, state_.step));
    ++state_.step;
    return sum;
  }

  Expected<void> validate(train::TrainingLog& curves) override {
    curves.add_validation(state_.step, validate_pairs(pairs_, state_.average.net(), validation_));
    return {};
  }

  Expected<void> save() override {
    if (auto exported = export_both(); !exported) return exported;
    return train::save_checkpoint(options_.run_directory / "checkpoint.pt", state_);
  }

  /// The timbre weights' file with the memory in it.
  Expected<void> export_both() {
    const Expected<std::string> bytes = timbre_bytes(options_.timbre_weights);
    if (!bytes) return bytes.error();
    Expected<nn::WeightsFile> file = nn::WeightsFile::parse(*bytes, "timbre weights");
    if (!file) return file.error();
    nn::WeightsInfo info = file->info();
    info.name = recipe_.name;
    info.recipe = "[" + info.recipe + ",\n" + recipe_to_json(recipe_) + "]";
    if (!options_.commit.empty()) info.commit = options_.commit;
    for (const auto& [name, value] : models::parameters_of(recipe_.network))
      info.hyper_parameters[name] = value;
    std::vector<nn::TensorToWrite> tensors;
    for (const nn::TensorPlace& place : file->tensors()) {
      if (place.name.rfind("memory.", 0) == 0) continue;  // of a memory that it had before
      const Expected<std::span<const float>> values = file->tensor(place.name, place.shape);
      if (!values) return values.error();
      tensors.push_back({place.name, place.shape, *values, place.type});
    }
    std::vector<torch::Tensor> kept;
    train::append_tensors(state_.average.net(), pairs_.memory_layers(), kept, tensors);
    return nn::write_weights_file(options_.run_directory / "weights.dvw", info, tensors);
  }

  NoteMemoryRecipe recipe_;
  NoteMemoryOptions options_;
  Pieces train_;
  Pieces validation_;
  LogLine log_;
  PairNet pairs_;
  train::RunState state_;
};

}  // namespace

hearing::HeardNotes draw_excerpt(const hearing::HeardNotes& piece, const NoteMemoryRecipe& recipe,
                                 core::Rng& rng) {
  const int count = static_cast<int>(piece.tokens.count());
  const int first = rng.integer(0, std::max(0, count - recipe.crop_notes));
  const double dropped = rng.uniform(0.0, recipe.most_dropped);
  const double time = rng.uniform(recipe.slowest, recipe.fastest);
  const int semitones = rng.integer(-recipe.most_transposed, recipe.most_transposed);
  hearing::HeardNotes excerpt;
  excerpt.tokens.dimensions = piece.tokens.dimensions;
  for (int n = first; n < std::min(count, first + recipe.crop_notes); ++n) {
    if (rng.chance(dropped)) continue;
    Note note = piece.tokens.notes[static_cast<std::size_t>(n)];
    note.onset_s *= time;
    note.offset_s *= time;
    note.pitch_midi += semitones;
    excerpt.tokens.add(note, piece.tokens.vector(static_cast<std::size_t>(n)));
    excerpt.sources.push_back(piece.sources[static_cast<std::size_t>(n)]);
  }
  return excerpt;
}

Expected<void> train_note_memory(const NoteMemoryRecipe& recipe, const NoteMemoryOptions& options,
                                 const std::function<void(const std::string&)>& log) {
  torch::set_num_threads(1);
  if (auto made = core::make_folder(options.run_directory); !made) return made.error();
  const Expected<std::string> identity =
      hearing::identity_of(options.notes_weights, options.timbre_weights);
  if (!identity) return identity.error();
  const Expected<Transcriber> transcriber =
      Transcriber::create(options.notes_weights, options.timbre_weights);
  if (!transcriber) return transcriber.error();
  Expected<Pieces> train = listen(options, *transcriber, *identity, options.train_directories, log);
  if (!train) return train.error();
  Expected<Pieces> validation =
      listen(options, *transcriber, *identity, options.validation_directories, log);
  if (!validation) return validation.error();
  MemoryRun run(recipe, options, std::move(*train), std::move(*validation), log);
  if (auto resumed = run.resume(); !resumed) return resumed;
  return run.run();
}

}  // namespace divisi::timbre
