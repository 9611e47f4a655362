#include "evaluate_stems.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "core/atomic_file.h"
#include "eval/stem_report.h"
#include "stem_estimators.h"
#include "terminal.h"
#include "weights_options.h"

namespace divisi::cli {
namespace {

Expected<std::vector<StemEstimator>> gather(const StemArguments& arguments, const StemJob& job) {
  std::vector<StemEstimator> estimators;
  for (const std::string& text : job.estimates) {
    Expected<StemEstimator> estimator = stems_of_folder(text);
    if (!estimator) return estimator.error();
    estimators.push_back(std::move(*estimator));
  }
  if (job.listen || job.estimates.empty()) {
    Expected<StemEstimator> estimator = stems_of_ears(job.ears, arguments.stem_model);
    if (!estimator) return estimator.error();
    estimators.push_back(std::move(*estimator));
  }
  if (arguments.true_notes)
    estimators.push_back(stems_of_true_notes(job.ears.threads, arguments.stem_model));
  if (arguments.pitch_bands) estimators.push_back(stems_of_pitch_bands());
  if (arguments.oracle) {
    estimators.push_back(stems_of_ratio_mask());
    estimators.push_back(stems_of_phase_mask());
  }
  return estimators;
}

/// Those that were separated from something.
std::vector<const data::Clip*> mixtures_of(const std::vector<const data::Clip*>& clips) {
  std::vector<const data::Clip*> mixtures = clips;
  std::erase_if(mixtures, [](const data::Clip* clip) { return clip->stems.size() < 2; });
  if (mixtures.size() < clips.size()) {
    say(std::to_string(clips.size() - mixtures.size()) + " of " + std::to_string(clips.size()) +
        " clips left out: fewer than two stems");
  }
  return mixtures;
}

/// The figures of one clip for all who separate it, which read it once. Nobody is measured where
/// one fails: figures of different clips must not be compared.
Expected<std::vector<eval::StemClipScore>> score_clip(const data::Clip& clip,
                                                      const std::vector<StemEstimator>& estimators,
                                                      const StemArguments& arguments) {
  const Expected<StemTruth> truth = read_stem_truth(clip);
  if (!truth) return truth.error();
  std::vector<eval::StemClipScore> scores;
  for (const StemEstimator& estimator : estimators) {
    const auto stems = estimator.separate(clip, *truth);
    if (!stems) return stems.error();
    const bool by_name = arguments.by_name && estimator.has_names;
    const auto matching = by_name ? eval::StemMatching::by_name : eval::StemMatching::by_sound;
    scores.push_back(eval::score_stems(truth->mixture.samples, truth->references, *stems,
                                       {matching, arguments.bss_eval}));
    scores.back().id = clip.id;
    scores.back().group = clip.group;
  }
  return scores;
}

struct Measured {
  std::vector<eval::StemReport> reports;
  std::size_t failures = 0;
};

Measured measure(const std::vector<const data::Clip*>& clips,
                 const std::vector<StemEstimator>& estimators, const StemArguments& arguments) {
  Measured measured;
  for (const StemEstimator& estimator : estimators) {
    measured.reports.push_back({estimator.name, {}});
  }
  for (std::size_t i = 0; i < clips.size() && !interrupted(); ++i) {
    if (stderr_is_terminal()) {
      show_bar(std::to_string(i + 1) + " of " + std::to_string(clips.size()) + ", " + clips[i]->id);
    }
    auto scores = score_clip(*clips[i], estimators, arguments);
    if (!scores) {
      say_error(scores.error());
      ++measured.failures;
      continue;
    }
    for (std::size_t k = 0; k < estimators.size(); ++k) {
      measured.reports[k].clips.push_back(std::move((*scores)[k]));
    }
  }
  clear_bar();
  return measured;
}

}  // namespace

void add_stem_options(CLI::App& command, StemArguments& arguments) {
  command.add_flag("--stems", arguments.wanted,
                   "Measure separated sound instead of notes: --estimates DIR/<id>/*.flac,\n"
                   "or, without, what the program separates here and now");
  command.add_flag("--true-notes", arguments.true_notes,
                   "With --stems: separation by the true notes as well");
  command.add_flag("--oracle", arguments.oracle,
                   "With --stems: ideal masks as well, which know the answer");
  command.add_flag("--pitch-bands", arguments.pitch_bands,
                   "With --stems: bands of pitch as well, which do not listen");
  command.add_flag("--by-name", arguments.by_name,
                   "With --stems: a stem is of the source whose name its file has");
  command.add_flag("--bss-eval", arguments.bss_eval,
                   "With --stems: SDR, SIR and SAR of BSS Eval as well; slow");
  add_stem_model_option(command, arguments.stem_model);
}

ExitCode evaluate_stems(const StemArguments& arguments, const StemJob& job) {
  if (const auto wrong = complain_of_stem_model(arguments.stem_model)) return *wrong;
  const auto estimators = gather(arguments, job);
  if (!estimators) {
    say_error(estimators.error());
    return job.estimates.empty() ? ExitCode::bad_model : exit_code_for(estimators.error());
  }
  const std::vector<const data::Clip*> clips = mixtures_of(job.clips);
  const Measured measured = measure(clips, *estimators, arguments);
  if (interrupted()) return ExitCode::interrupted;
  const std::string table = eval::format_stem_table(measured.reports, job.per_clip);
  std::fwrite(table.data(), 1, table.size(), stdout);
  if (!job.json.empty()) {
    const auto written =
        core::write_file_atomically(job.json, eval::format_stem_json(measured.reports));
    if (!written) {
      say_error(written.error());
      return ExitCode::cannot_write;
    }
  }
  return measured.failures > 0 ? ExitCode::some_failed : ExitCode::ok;
}

}  // namespace divisi::cli
