/// divisi evaluate: how well notes were found, against recordings whose notes are known.

#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "clip_choice.h"
#include "commands.h"
#include "core/atomic_file.h"
#include "data/datasets.h"
#include "draw/curves.h"
#include "estimators.h"
#include "eval/part_tables.h"
#include "eval/report.h"
#include "evaluate_stems.h"
#include "output_folder.h"
#include "output_options.h"
#include "part_picture.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path reference;
  std::string dataset = "eval_open";
  std::vector<std::string> estimates;
  Ears ears;
  bool transcribe = false;
  ClipChoice choice;
  bool per_clip = false;
  fs::path json;
  fs::path csv;
  fs::path picture;
  fs::path draw;
  StemArguments stems;
};

/// `draw` is the folder for a picture of the clip, or empty.
Expected<eval::ClipScore> score_one(const Estimator& estimator, const data::Clip& clip,
                                    const fs::path& draw) {
  const Expected<core::Annotation> truth = clip.read_annotation();
  if (!truth) return truth.error();
  const Expected<eval::Estimate> estimate = estimator.estimate(clip);
  if (!estimate) return estimate.error();
  eval::ClipScore score = eval::score_clip(*truth, *estimate);
  score.id = clip.id;
  score.group = clip.group;
  if (!draw.empty()) {
    std::string file_name = clip.id + "." + estimator.name + ".png";
    std::replace(file_name.begin(), file_name.end(), '/', '_');
    const fs::path picture = draw / file_name;
    const Expected<void> drawn =
        write_part_picture(truth->notes, estimate->notes, score, estimator.name, picture);
    if (!drawn) return drawn.error();
  }
  return score;
}

/// Scores what can be scored; `failures` counts the rest, each of which has been said.
eval::Report score_all(const Estimator& estimator, const std::vector<const data::Clip*>& clips,
                       const fs::path& draw, std::size_t& failures) {
  std::vector<eval::ClipScore> scores;
  for (std::size_t i = 0; i < clips.size() && !interrupted(); ++i) {
    if (stderr_is_terminal()) {
      show_bar(estimator.name + ": " + std::to_string(i + 1) + " of " +
               std::to_string(clips.size()) + ", " + clips[i]->id);
    }
    Expected<eval::ClipScore> score = score_one(estimator, *clips[i], draw);
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
  if (arguments.estimates.empty() || arguments.transcribe || arguments.ears.are_chosen()) {
    Expected<Estimator> estimator = estimator_of_ears(arguments.ears);
    if (!estimator) return estimator.error();
    estimators.push_back(std::move(*estimator));
  }
  return estimators;
}

/// Those of parts, drums and bends only where there is something to show.
void print_tables(const std::vector<eval::Report>& reports, bool per_clip) {
  std::string text = eval::format_table(reports, per_clip);
  for (const std::string& table :
       {eval::format_part_table(reports, per_clip), eval::format_count_table(reports),
        eval::format_drum_table(reports, per_clip), eval::format_pitch_table(reports, per_clip)}) {
    if (!table.empty()) text += "\n" + table;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
}

ExitCode measure(const Arguments& arguments, const std::vector<const data::Clip*>& clips,
                 const std::vector<Estimator>& estimators) {
  Expected<void> written;
  if (!arguments.draw.empty()) written = make_folder(arguments.draw);
  std::vector<eval::Report> reports;
  std::size_t failures = 0;
  for (std::size_t i = 0; written && i < estimators.size(); ++i) {
    reports.push_back(score_all(estimators[i], clips, arguments.draw, failures));
    if (interrupted()) return ExitCode::interrupted;
  }
  if (written) {
    print_tables(reports, arguments.per_clip);
    written = write_files(reports, arguments);
  }
  if (!written) {
    say_error(written.error());
    return ExitCode::cannot_write;
  }
  return failures > 0 ? ExitCode::some_failed : ExitCode::ok;
}

StemJob stem_job(const Arguments& arguments, const std::vector<const data::Clip*>& clips) {
  StemJob job;
  job.clips = clips;
  job.estimates = arguments.estimates;
  job.listen = arguments.transcribe || arguments.ears.are_chosen();
  job.ears = arguments.ears;
  job.per_clip = arguments.per_clip;
  job.json = arguments.json;
  return job;
}

ExitCode evaluate(const Arguments& arguments) {
  const Expected<data::Dataset> dataset =
      data::load_dataset(arguments.dataset, arguments.reference);
  if (!dataset) {
    say_error(dataset.error());
    return exit_code_for(dataset.error());
  }
  const auto clips = choose_clips(*dataset, arguments.choice);
  if (!clips) {
    say_error(clips.error());
    return exit_code_for(clips.error());
  }
  if (arguments.stems.wanted) {
    return evaluate_stems(arguments.stems, stem_job(arguments, *clips));
  }
  const Expected<std::vector<Estimator>> estimators = gather_estimators(arguments);
  if (!estimators) {
    say_error(estimators.error());
    return arguments.estimates.empty() ? ExitCode::bad_model : exit_code_for(estimators.error());
  }
  return measure(arguments, *clips, *estimators);
}

}  // namespace

void add_evaluate_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("evaluate", "Measure notes against known recordings");
  command->footer(
      "\nWithout --estimates, the recordings are transcribed here and now.\n"
      "Figures are defined in docs/evaluation.md; groups of clips weigh the same.\n"
      "Parts and drums have tables of their own where reference and estimate have them.\n\n"
      "  divisi evaluate --reference clips --json scores.json\n"
      "  divisi evaluate --reference clips --estimates ours=out --estimates theirs=other/out\n"
      "  divisi evaluate --reference clips --stems --estimates out --oracle --pitch-bands");
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
  command->add_option("--model", arguments->ears.model, "Transcribe with these weights")
      ->type_name("FILE");
  command->add_option("--parts-model", arguments->ears.parts_model, "And with these timbre weights")
      ->type_name("FILE");
  add_instruments_option(*command, arguments->ears.instruments);
  command->add_flag("--transcribe", arguments->transcribe,
                    "Transcribe as well, beside --estimates");
  command
      ->add_option("--split", arguments->choice.split, "Only these clips: train, validation, test")
      ->type_name("NAME");
  command
      ->add_option("--only", arguments->choice.only,
                   "Only clips whose id or group fits, * for anything; may be repeated")
      ->type_name("PATTERN");
  command->add_flag("--partial", arguments->choice.include_partial,
                    "Take in clips where some sources are not annotated");
  command->add_flag("--clips", arguments->per_clip, "Print a row for each clip as well");
  command->add_option("--threads", arguments->ears.threads, "0: all cores")
      ->check(CLI::Range(0, 1024));
  command->add_option("--json", arguments->json, "Write all figures")->type_name("FILE");
  command->add_option("--csv", arguments->csv, "Write a row for each clip")->type_name("FILE");
  command->add_option("--picture", arguments->picture, "Draw precision against recall")
      ->type_name("FILE.png");
  command
      ->add_option("--draw", arguments->draw,
                   "Draw each clip, reference above estimate, DIR/<id>.<who>.png")
      ->type_name("DIR");
  add_stem_options(*command, arguments->stems);
  command->callback([arguments, &result] { result = evaluate(*arguments); });
}

}  // namespace divisi::cli
