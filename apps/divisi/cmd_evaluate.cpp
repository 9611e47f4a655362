/// divisi evaluate: how well notes were found, against recordings whose notes are known.

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "core/atomic_file.h"
#include "data/datasets.h"
#include "draw/curves.h"
#include "estimators.h"
#include "eval/report.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path reference;
  std::string dataset = "eval_open";
  std::vector<std::string> estimates;
  fs::path model;
  bool transcribe = false;
  std::string split;
  bool include_partial = false;
  bool per_clip = false;
  int threads = 0;
  fs::path json;
  fs::path csv;
  fs::path picture;
};

std::vector<const data::Clip*> chosen_clips(const data::Dataset& dataset,
                                            const Arguments& arguments) {
  std::vector<const data::Clip*> chosen;
  std::size_t partial = 0;
  for (const data::Clip& clip : dataset.clips) {
    if (!arguments.split.empty() && clip.split != arguments.split) continue;
    if (!clip.is_fully_annotated && !arguments.include_partial) {
      ++partial;
      continue;
    }
    chosen.push_back(&clip);
  }
  if (partial > 0) {
    say("left out " + std::to_string(partial) +
        " clips that are annotated in part only (--partial takes them in)");
  }
  return chosen;
}

Expected<eval::ClipScore> score_one(const Estimator& estimator, const data::Clip& clip) {
  const Expected<core::Annotation> truth = clip.read_annotation();
  if (!truth) return truth.error();
  const Expected<eval::Estimate> estimate = estimator.estimate(clip);
  if (!estimate) return estimate.error();
  eval::ClipScore score = eval::score_clip(truth->notes, *estimate);
  score.id = clip.id;
  score.group = clip.group;
  return score;
}

/// Scores what can be scored; `failures` counts the rest, each of which has been said.
eval::Report score_all(const Estimator& estimator, const std::vector<const data::Clip*>& clips,
                       std::size_t& failures) {
  std::vector<eval::ClipScore> scores;
  for (std::size_t i = 0; i < clips.size() && !interrupted(); ++i) {
    if (stderr_is_terminal()) {
      show_bar(estimator.name + ": " + std::to_string(i + 1) + " of " +
               std::to_string(clips.size()) + ", " + clips[i]->id);
    }
    Expected<eval::ClipScore> score = score_one(estimator, *clips[i]);
    if (score) {
      scores.push_back(std::move(*score));
    } else {
      say_error(score.error());
      ++failures;
    }
  }
  clear_bar();
  return eval::summarize(estimator.name, std::move(scores));
}

Expected<void> write_picture(const std::vector<eval::Report>& reports, const fs::path& path) {
  draw::Chart chart;
  chart.title = "Frames found, at all thresholds (groups weigh the same)";
  chart.x = {"recall", false, std::pair(0.0, 1.0)};
  chart.y = {"precision", false, std::pair(0.0, 1.0)};
  for (const eval::Report& report : reports) {
    draw::Series series{report.name, {}, false, false};
    for (const eval::CurvePoint& point : report.overall.curve) {
      series.points.emplace_back(point.recall, point.precision);
    }
    if (!series.points.empty()) chart.series.push_back(std::move(series));
  }
  return draw::write_charts({chart}, path, 1);
}

Expected<void> write_files(const std::vector<eval::Report>& reports, const Arguments& arguments) {
  Expected<void> written;
  if (!arguments.json.empty()) {
    written = core::write_file_atomically(arguments.json, eval::format_json(reports));
  }
  if (written && !arguments.csv.empty()) {
    written = core::write_file_atomically(arguments.csv, eval::format_csv(reports));
  }
  if (written && !arguments.picture.empty()) written = write_picture(reports, arguments.picture);
  return written;
}

Expected<std::vector<Estimator>> gather_estimators(const Arguments& arguments) {
  std::vector<Estimator> estimators;
  for (const std::string& text : arguments.estimates) {
    Expected<Estimator> estimator = estimator_of_folder(text);
    if (!estimator) return estimator.error();
    estimators.push_back(std::move(*estimator));
  }
  if (arguments.estimates.empty() || arguments.transcribe || !arguments.model.empty()) {
    Expected<Estimator> estimator = estimator_of_model(arguments.model, arguments.threads);
    if (!estimator) return estimator.error();
    estimators.push_back(std::move(*estimator));
  }
  return estimators;
}

ExitCode evaluate(const Arguments& arguments) {
  const Expected<data::Dataset> dataset =
      data::load_dataset(arguments.dataset, arguments.reference);
  if (!dataset) {
    say_error(dataset.error());
    return exit_code_for(dataset.error());
  }
  const Expected<std::vector<Estimator>> estimators = gather_estimators(arguments);
  if (!estimators) {
    say_error(estimators.error());
    return arguments.estimates.empty() ? ExitCode::bad_model : exit_code_for(estimators.error());
  }
  const std::vector<const data::Clip*> clips = chosen_clips(*dataset, arguments);
  std::vector<eval::Report> reports;
  std::size_t failures = 0;
  for (const Estimator& estimator : *estimators) {
    reports.push_back(score_all(estimator, clips, failures));
    if (interrupted()) return ExitCode::interrupted;
  }
  const std::string table = eval::format_table(reports, arguments.per_clip);
  std::fwrite(table.data(), 1, table.size(), stdout);
  const Expected<void> written = write_files(reports, arguments);
  if (!written) {
    say_error(written.error());
    return ExitCode::cannot_write;
  }
  return failures > 0 ? ExitCode::some_failed : ExitCode::ok;
}

}  // namespace

void add_evaluate_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("evaluate", "Measure notes against known recordings");
  command->footer(
      "\nWithout --estimates, the recordings are transcribed here and now.\n"
      "Figures are defined in docs/evaluation.md; groups of clips weigh the same.\n\n"
      "  divisi evaluate --reference clips --json scores.json\n"
      "  divisi evaluate --reference clips --estimates ours=out --estimates theirs=other/out");
  command->add_option("--reference", arguments->reference, "Folder of recordings and their notes")
      ->required()
      ->type_name("DIR");
  std::string names;
  for (const std::string& name : data::dataset_names()) names += (names.empty() ? "" : ", ") + name;
  command->add_option("--dataset", arguments->dataset, "How that folder is laid out: " + names)
      ->type_name("NAME")
      ->capture_default_str();
  command
      ->add_option("--estimates", arguments->estimates,
                   "Folder of notes to measure, DIR/<id>/notes.csv and the like; may be repeated")
      ->type_name("[NAME=]DIR");
  command->add_option("--model", arguments->model, "Transcribe with these weights")
      ->type_name("FILE");
  command->add_flag("--transcribe", arguments->transcribe,
                    "Transcribe as well, beside --estimates");
  command->add_option("--split", arguments->split, "Only these clips: train, validation, test")
      ->type_name("NAME");
  command->add_flag("--partial", arguments->include_partial,
                    "Take in clips where some sources are not annotated");
  command->add_flag("--clips", arguments->per_clip, "Print a row for each clip as well");
  command->add_option("--threads", arguments->threads, "0: all cores")->check(CLI::Range(0, 1024));
  command->add_option("--json", arguments->json, "Write all figures")->type_name("FILE");
  command->add_option("--csv", arguments->csv, "Write a row for each clip")->type_name("FILE");
  command->add_option("--picture", arguments->picture, "Draw precision against recall")
      ->type_name("FILE.png");
  command->callback([arguments, &result] { result = evaluate(*arguments); });
}

}  // namespace divisi::cli
