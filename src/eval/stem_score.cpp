#include "eval/stem_score.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "match/assignment.h"

namespace divisi::eval {
namespace {

using Sounds = std::vector<const NamedSound*>;

double energy_of(Samples samples) {
  double energy = 0.0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return energy;
}

Sounds those_heard(const std::vector<NamedSound>& sounds, Samples mixture) {
  Sounds heard;
  for (const NamedSound& sound : sounds) {
    if (is_heard(sound.samples, mixture)) heard.push_back(&sound);
  }
  return heard;
}

/// [reference]: place of its stem among `estimates`, -1: none.
std::vector<int> match_by_sound(const Sounds& references, const Sounds& estimates) {
  std::vector<double> costs;
  for (const NamedSound* reference : references) {
    for (const NamedSound* estimate : estimates) {
      costs.push_back(-si_sdr_db(estimate->samples, reference->samples));
    }
  }
  return match::minimum_cost_assignment(costs, references.size(), estimates.size());
}

/// "violin" of "01_violin", as we number stems.
std::string_view without_number(std::string_view name) {
  const std::size_t end = name.find_first_not_of("0123456789");
  const bool is_numbered = end != std::string_view::npos && end > 0 && name[end] == '_';
  return is_numbered ? name.substr(end + 1) : name;
}

/// "Piano" is a piano.
bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](unsigned char c) { return std::tolower(c); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<int> match_by_name(const Sounds& references, const Sounds& estimates) {
  std::vector<int> matched;
  for (const NamedSound* reference : references) {
    int found = -1;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
      if (is_same_name(without_number(estimates[i]->name), reference->name))
        found = static_cast<int>(i);
    }
    matched.push_back(found);
  }
  return matched;
}

std::vector<Samples> samples_of(const Sounds& sounds) {
  std::vector<Samples> samples;
  for (const NamedSound* sound : sounds) samples.emplace_back(sound->samples);
  return samples;
}

}  // namespace

bool is_heard(Samples sound, Samples mixture) {
  const double energy = energy_of(sound);
  return energy > 0.0 && ratio_db(energy, energy_of(mixture)) > kSilence_db;
}

StemClipScore score_stems(Samples mixture, const std::vector<NamedSound>& references,
                          const std::vector<NamedSound>& estimates, const StemScoring& scoring) {
  const Sounds heard = those_heard(references, mixture);
  const Sounds stems = those_heard(estimates, mixture);
  const std::vector<int> matched = scoring.matching == StemMatching::by_name
                                       ? match_by_name(heard, stems)
                                       : match_by_sound(heard, stems);
  const ScaleInvariantFigures figures(samples_of(heard));
  std::optional<BssEvalFigures> bss_eval;
  if (scoring.with_bss_eval) bss_eval.emplace(samples_of(heard));
  StemClipScore score;
  score.silent_count = references.size() - heard.size();
  score.estimate_count = stems.size();
  for (std::size_t i = 0; i < heard.size(); ++i) {
    StemFigures part;
    part.source = heard[i]->name;
    part.mixture_sdr_db = si_sdr_db(mixture, heard[i]->samples);
    const NamedSound* stem = matched[i] < 0 ? nullptr : stems[static_cast<std::size_t>(matched[i])];
    const Samples estimate = stem != nullptr ? Samples(stem->samples) : mixture;
    part.figures = figures.score(estimate, i);
    if (stem != nullptr) {
      part.estimate = stem->name;
      part.improvement_db = part.figures.sdr_db - part.mixture_sdr_db;
    }
    if (bss_eval) part.bss_eval = bss_eval->score(estimate)[i];
    score.parts.push_back(std::move(part));
  }
  return score;
}

}  // namespace divisi::eval
