/// divisi calibrate: choose the thresholds of a weights file on a validation set.

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "calibrate_drums.h"
#include "calibrate_names.h"
#include "calibrate_parts.h"
#include "calibrate_positions.h"
#include "calibrate_slots.h"
#include "commands.h"
#include "core/atomic_file.h"
#include "core/parallel.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/join_weights.h"
#include "engine/loaded_drums.h"
#include "eval/clip_score.h"
#include "eval/coordinate_search.h"
#include "eval/estimate.h"
#include "hearing/published_listener.h"
#include "models/timbre_net.h"
#include "nn/weights_file.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path weights;
  fs::path output;
  std::vector<fs::path> validation;
  fs::path names;
  fs::path instruments, company, truth;
  fs::path notes_weights;
  std::vector<fs::path> training;
  std::string dataset = "synthetic";
  int threads = 0;
  int rounds = 3;
  bool positions = false;
  bool slots = false;
};

/// One validation clip: what the network saw, and what is true.
struct Heard {
  Evidence evidence;
  core::Annotation truth;
};

/// How much each figure counts. Notes matter most to users, frames to researchers.
constexpr double kOnsetShare = 0.4;
constexpr double kOffsetShare = 0.3;
constexpr double kFrameShare = 0.3;

double score_of(const Heard& heard, const DecodeOptions& options) {
  const Expected<Score> decoded = Transcriber::decode(heard.evidence, options);
  if (!decoded) return 0.0;
  const eval::ClipScore score =
      eval::score_clip(heard.truth, {core::notes_of_score(*decoded), std::nullopt});
  const auto figure = [&](const char* key) {
    const auto found = score.figures.find(key);
    return found == score.figures.end() ? 0.0 : found->second;
  };
  return kOnsetShare * figure("note_on_F1") + kOffsetShare * figure("note_onoff_F1") +
         kFrameShare * figure("frame10_F1");
}

using Listen = std::function<Expected<Evidence>(const fs::path& recording)>;

Listen listen_with(const Transcriber& transcriber, int threads) {
  return [&transcriber, threads](const fs::path& recording) -> Expected<Evidence> {
    TranscribeOptions options;
    options.threads = threads;
    options.keep_evidence = true;
    options.parts.count = 1;
    options.bends = false;
    Expected<Transcription> result = transcriber.transcribe(recording, options);
    if (!result) return result.error();
    return std::move(result->evidence);
  };
}

Expected<std::vector<Heard>> listen_to_all(const Listen& listen, const data::Dataset& dataset) {
  std::vector<Heard> all(dataset.clips.size());
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    if (interrupted()) return Error{ErrorCode::cancelled, "interrupted", {}};
    if (stderr_is_terminal())
      show_bar("listening: " + std::to_string(i + 1) + " of " + std::to_string(all.size()));
    Expected<Evidence> evidence = listen(dataset.clips[i].mix);
    if (!evidence) return evidence.error();
    Expected<core::Annotation> truth = dataset.clips[i].read_annotation();
    if (!truth) return truth.error();
    all[i] = {std::move(*evidence), std::move(*truth)};
  }
  clear_bar();
  return all;
}

/// What is searched, from where the file stands now.
std::vector<eval::Coordinate> coordinates_of(const DecodeOptions& start) {
  std::vector<eval::Coordinate> all = {
      {"onset_threshold",
       start.onset_threshold,
       {0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6}},
      {"frame_threshold",
       start.frame_threshold,
       {0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6}},
      {"offset_threshold", start.offset_threshold, {0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0}},
      {"min_note_s", start.min_note_s, {0.03, 0.04, 0.05, 0.06, 0.075, 0.09}},
  };
  const auto add = [&](const char* name, const std::vector<double>& candidates) {
    for (const auto& [field, value] : start.tuning) {
      if (field == name) all.push_back({name, value, candidates});
    }
  };
  add("onset_prominence", {0.03, 0.05, 0.1, 0.15, 0.2});
  add("dip_s", {0.0, 0.025, 0.05, 0.075, 0.1, 0.15});
  add("dip_floor", {0.2, 0.35, 0.5, 0.7});
  add("repeat_onset", {0.3, 0.4, 0.5, 0.65, 0.8});
  add("repeat_prominence", {0.1, 0.2, 0.3, 0.45});
  add("repeat_dip", {0.05, 0.1, 0.15, 0.25});
  add("soft_min_s", {0.1, 0.15, 0.2, 0.3, 0.4});
  add("soft_mean_frame", {0.4, 0.5, 0.6, 0.7, 0.8, 1.1});
  add("soft_hint_onset", {0.05, 0.1, 0.15, 0.25});
  add("ghost_ratio_above", {0.0, 0.3, 0.5, 0.6, 0.7, 0.8});
  add("ghost_ratio_below", {0.0, 0.3, 0.5, 0.7});
  add("ghost_keep", {0.5, 0.6, 0.75, 0.9});
  add("ghost_correlation", {0.3, 0.6, 0.8});
  return all;
}

DecodeOptions options_at(const std::vector<eval::Coordinate>& coordinates) {
  DecodeOptions options;
  for (const eval::Coordinate& c : coordinates) {
    if (c.name == "onset_threshold")
      options.onset_threshold = c.value;
    else if (c.name == "frame_threshold")
      options.frame_threshold = c.value;
    else if (c.name == "offset_threshold")
      options.offset_threshold = c.value;
    else if (c.name == "min_note_s")
      options.min_note_s = c.value;
    else
      options.tuning.emplace_back(c.name, c.value);
  }
  return options;
}

/// The same weights, with what was found among their parameters.
Expected<void> write_calibrated(const Arguments& arguments,
                                const std::map<std::string, std::vector<double>>& found) {
  const Expected<nn::WeightsFile> file = nn::WeightsFile::read(arguments.weights);
  if (!file) return file.error();
  nn::WeightsInfo info = file->info();
  for (const auto& [name, value] : found) info.hyper_parameters[name] = value;
  return nn::write_weights_file(arguments.output, info, file->tensors_to_write());
}

/// Whether the file holds a drum network; then `drums` is it.
Expected<bool> load_if_drums(const fs::path& weights, std::optional<engine::LoadedDrums>& drums) {
  const Expected<std::string> bytes = core::read_file(weights);
  if (!bytes) return bytes.error();
  const Expected<nn::WeightsFile> file = nn::WeightsFile::parse(*bytes, weights.string());
  if (!file) return file.error();
  if (file->info().model != models::kDrumNetName) return false;
  Expected<engine::LoadedDrums> loaded = engine::load_drums(*bytes, weights.string());
  if (!loaded) return loaded.error();
  drums = std::move(*loaded);
  return true;
}

/// The clips of all folders.
Expected<data::Dataset> load_validation(const Arguments& arguments) {
  data::Dataset all{arguments.dataset, {}};
  for (const fs::path& folder : arguments.validation) {
    Expected<data::Dataset> set = data::load_dataset(arguments.dataset, folder);
    if (!set) return set;
    std::move(set->clips.begin(), set->clips.end(), std::back_inserter(all.clips));
  }
  return all;
}

Expected<void> calibrate_drum_weights(const Arguments& arguments,
                                      const engine::LoadedDrums& drums) {
  const Expected<data::Dataset> dataset = load_validation(arguments);
  if (!dataset) return dataset.error();
  const int threads = arguments.threads > 0 ? arguments.threads : core::available_threads();
  Expected<decode::DrumTuning> tuning =
      calibrate_drums(drums, *dataset, threads, [](const std::string& line) { say(line); });
  if (!tuning) return tuning.error();
  std::map<std::string, std::vector<double>> found;
  decode::for_each_drum_field(*tuning, [&](const char* name, double value) {
    found[std::string("drums.") + name] = {value};
  });
  return write_calibrated(arguments, found);
}

Expected<void> calibrate_notes(const Listen& listen, const DecodeOptions& start,
                               const Arguments& arguments) {
  const Expected<data::Dataset> dataset = load_validation(arguments);
  if (!dataset) return dataset.error();
  const Expected<std::vector<Heard>> heard = listen_to_all(listen, *dataset);
  if (!heard) return heard.error();
  const int threads = arguments.threads > 0 ? arguments.threads : core::available_threads();
  const auto mean_score = [&](const std::vector<eval::Coordinate>& at) {
    const DecodeOptions options = options_at(at);
    std::vector<double> scores(heard->size());
    core::parallel_for(heard->size(), threads,
                       [&](std::size_t i) { scores[i] = score_of((*heard)[i], options); });
    double sum = 0.0;
    for (const double score : scores) sum += score;
    return sum / static_cast<double>(scores.size());
  };
  std::vector<eval::Coordinate> coordinates = coordinates_of(start);
  say("before: " + std::to_string(mean_score(coordinates)));
  eval::coordinate_search(
      coordinates, mean_score, arguments.rounds, [](const eval::Coordinate& c, double best) {
        say(c.name + " = " + std::to_string(c.value) + ": " + std::to_string(best));
      });
  std::map<std::string, std::vector<double>> found;
  for (const eval::Coordinate& c : coordinates) found["decode." + c.name] = {c.value};
  return write_calibrated(arguments, found);
}

Expected<void> calibrate_published(const Arguments& arguments) {
  const auto listener = hearing::PublishedListener::open(arguments.weights);
  if (!listener) return listener.error();
  return calibrate_notes([&](const fs::path& recording) { return listener->listen(recording); },
                         listener->decode_options(), arguments);
}

/// How a timbre network's parts are named.
Expected<void> learn_names(const Arguments& arguments) {
  if (arguments.training.empty())
    return Error{ErrorCode::invalid_argument, "--names needs --training DIR as well", {}};
  const auto found = calibrate_names({arguments.weights, arguments.notes_weights, arguments.names,
                                      arguments.training, arguments.validation, arguments.dataset,
                                      arguments.threads});
  if (!found) return found.error();
  return write_calibrated(arguments, *found);
}

/// How a timbre network's notes are dealt to parts.
Expected<void> calibrate_timbre(const Arguments& arguments) {
  if (!arguments.names.empty()) return learn_names(arguments);
  const PartCalibration asked{arguments.weights, arguments.validation, arguments.dataset,
                              arguments.threads};
  const auto found = arguments.positions ? calibrate_positions(asked)
                     : arguments.slots   ? calibrate_slots(asked)
                                         : calibrate_parts(asked);
  if (!found) return found.error();
  return write_calibrated(arguments, *found);
}

ExitCode end_of(const Expected<void>& done) {
  if (done) return ExitCode::ok;
  say_error(done.error());
  return exit_code_for(done.error());
}

ExitCode run(const Arguments& arguments) {
  if (!arguments.instruments.empty()) {
    return end_of(
        engine::take_in_instruments(arguments.weights, arguments.instruments, arguments.output));
  }
  if (!arguments.company.empty())
    return end_of(engine::take_in_company(arguments.weights, arguments.company, arguments.output));
  if (!arguments.truth.empty())
    return end_of(engine::take_in_truth(arguments.weights, arguments.truth, arguments.output));
  std::optional<engine::LoadedDrums> drums;
  const Expected<bool> is_drums = load_if_drums(arguments.weights, drums);
  if (!is_drums) {
    say_error(is_drums.error());
    return ExitCode::bad_model;
  }
  if (*is_drums) return end_of(calibrate_drum_weights(arguments, *drums));
  const Expected<nn::WeightsFile> file = nn::WeightsFile::read(arguments.weights);
  if (file && file->info().model == models::kTimbreNetName)
    return end_of(calibrate_timbre(arguments));
  if (file && file->info().model == models::kPublishedBackboneName)
    return end_of(calibrate_published(arguments));
  const Expected<Transcriber> transcriber = Transcriber::create(arguments.weights);
  if (!transcriber) {
    say_error(transcriber.error());
    return ExitCode::bad_model;
  }
  return end_of(calibrate_notes(listen_with(*transcriber, arguments.threads),
                                transcriber->default_decode_options(), arguments));
}

}  // namespace

void add_calibrate_command(CLI::App& app, ExitCode& result) {
  CLI::App* command = app.add_subcommand(
      "calibrate", "Choose the thresholds of a weights file on a validation set");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("weights", arguments->weights, "Weights file")->required()->type_name("FILE");
  CLI::Option* validation =
      command->add_option("--validation", arguments->validation, "Folders of the validation set");
  command->add_option("--dataset", arguments->dataset, "Its layout (divisi evaluate --help)")
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Where the calibrated weights go")
      ->required();
  command
      ->add_option("--names", arguments->names,
                   "Of a timbre network: learn to name parts instead; which source is of\n"
                   "which family (recipes/timbre/families.json)")
      ->type_name("FILE");
  command
      ->add_option("--training", arguments->training, "With --names, folders of sets to learn from")
      ->type_name("DIR");
  command
      ->add_option("--model", arguments->notes_weights,
                   "With --names, note weights to listen with instead of the built-in ones")
      ->type_name("FILE");
  CLI::Option* instruments =
      command
          ->add_option("--instruments", arguments->instruments,
                       "Of a timbre network: put this instrument network into its file instead;\n"
                       "needs no validation set")
          ->type_name("FILE")
          ->excludes(validation);
  CLI::Option* company = command
                             ->add_option("--company", arguments->company,
                                          "Likewise, the company of these other timbre weights")
                             ->type_name("FILE")
                             ->excludes(validation)
                             ->excludes(instruments);
  command
      ->add_option("--truth", arguments->truth,
                   "Likewise, what says in them whether a note is there")
      ->type_name("FILE")
      ->excludes(validation)
      ->excludes(instruments)
      ->excludes(company);
  command->add_flag("--slots", arguments->slots,
                    "Of a timbre network with slots: when slots are joined and given up instead");
  command->add_flag("--positions", arguments->positions,
                    "Of a timbre network: learn what left and right say instead, from stereo\n"
                    "clips (tools/pan_stems.py); nothing else changes");
  command->add_option("--threads", arguments->threads, "Threads; 0 means all")
      ->check(CLI::Range(0, 1024));
  command->add_option("--rounds", arguments->rounds, "Rounds through all thresholds")
      ->check(CLI::Range(1, 100));
  command->callback([arguments, &result] {
    if (arguments->validation.empty() && arguments->instruments.empty() &&
        arguments->company.empty() && arguments->truth.empty())
      throw CLI::RequiredError("--validation");
    result = run(*arguments);
  });
}

}  // namespace divisi::cli
