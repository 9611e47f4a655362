#include "name_figures.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace divisi::cli {
namespace {

using parts::kFamilies;
using parts::kFamilyCount;

std::string share(double of, double all) {
  char text[32];
  std::snprintf(text, sizeof(text), all > 0.0 ? "%.3f" : "-", all > 0.0 ? of / all : 0.0);
  return text;
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

/// A part whose family was guessed.
struct Guess {
  std::size_t family = 0;
  std::size_t truth = 0;
  double confidence = 0.0;

  bool right() const { return family == truth; }
};

std::vector<Guess> guesses_of(const parts::FamilyModel& model,
                              const std::vector<parts::LabelledPart>& parts) {
  std::vector<Guess> guesses;
  for (const parts::LabelledPart& part : parts) {
    if (part.tokens.count() < parts::kFewestNotesToName) continue;
    const auto all = model.probabilities(
        parts::features_of(parts::sound_of(part.tokens), model.by_instruments()));
    const auto best = std::max_element(all.begin(), all.end());
    guesses.push_back({static_cast<std::size_t>(best - all.begin()), part.family, *best});
  }
  return guesses;
}

std::string by_confidence(const std::vector<Guess>& guesses) {
  std::string text =
      row({"confidence at least", "share of parts", "right"}) + row({"---", "---", "---"});
  for (const double least : {0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}) {
    double said = 0.0;
    double right = 0.0;
    for (const Guess& guess : guesses) {
      if (guess.confidence < least) continue;
      said += 1.0;
      right += guess.right() ? 1.0 : 0.0;
    }
    text += row(
        {share(least, 1.0), share(said, static_cast<double>(guesses.size())), share(right, said)});
  }
  return text;
}

std::string by_family(const std::vector<Guess>& guesses, double least) {
  struct Counts {
    double parts = 0.0, likeliest = 0.0, named = 0.0, right = 0.0;
    std::array<double, kFamilyCount> taken_for = {};
  };
  std::array<Counts, kFamilyCount> counts;
  for (const Guess& guess : guesses) {
    Counts& of_truth = counts[guess.truth];
    of_truth.parts += 1.0;
    of_truth.likeliest += guess.right() ? 1.0 : 0.0;
    of_truth.taken_for[guess.family] += 1.0;
    if (guess.confidence < least) continue;
    counts[guess.family].named += 1.0;
    counts[guess.family].right += guess.right() ? 1.0 : 0.0;
  }
  std::string text = row({"family", "parts", "likeliest is right", "most often taken for",
                          "named so", "of these right"}) +
                     row({"---", "---", "---", "---", "---", "---"});
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    Counts& c = counts[f];
    c.taken_for[f] = 0.0;
    const auto other = std::max_element(c.taken_for.begin(), c.taken_for.end());
    const auto which = static_cast<std::size_t>(other - c.taken_for.begin());
    const std::string taken =
        *other > 0.0 ? std::string(kFamilies[which].word) + " (" + share(*other, c.parts) + ")"
                     : "-";
    text += row({std::string(kFamilies[f].word), std::to_string(static_cast<int>(c.parts)),
                 share(c.likeliest, c.parts), taken, std::to_string(static_cast<int>(c.named)),
                 share(c.right, c.named)});
  }
  return text;
}

/// Whether a part that was enrolled is known again in other clips.
struct Trials {
  double same = 0.0, same_known = 0.0, other = 0.0, other_taken = 0.0;
  double first = 0.0, choices = 0.0;  ///< in a clip that has it among others
};

void try_in_clip(const engine::PartNames& names, const parts::LabelledPart& enrolled,
                 const parts::Prototype& prototype,
                 const std::vector<const parts::LabelledPart*>& clip, Trials& trials) {
  constexpr double kNone = -1e9;
  double best_same = kNone;
  double best_other = kNone;
  for (const parts::LabelledPart* part : clip) {
    if (part->tokens.count() < parts::kFewestNotesToName) continue;
    const double odds = parts::log_odds(names.timbres, prototype, parts::sound_of(part->tokens));
    const bool same = part->source == enrolled.source;
    (same ? trials.same : trials.other) += 1.0;
    if (odds >= 0.0) (same ? trials.same_known : trials.other_taken) += 1.0;
    double& best = same ? best_same : best_other;
    best = std::max(best, odds);
  }
  if (best_same == kNone || best_other == kNone) return;
  trials.choices += 1.0;
  trials.first += best_same > best_other ? 1.0 : 0.0;
}

std::string enrolment(const engine::PartNames& names,
                      const std::vector<parts::LabelledPart>& parts) {
  std::map<int, std::vector<const parts::LabelledPart*>> clips;
  for (const parts::LabelledPart& part : parts) clips[part.clip].push_back(&part);
  Trials trials;
  for (const parts::LabelledPart& part : parts) {
    if (part.tokens.count() < parts::kFewestNotesToName) continue;
    const parts::Prototype prototype = parts::prototype_of(parts::sound_of(part.tokens));
    for (const auto& [number, clip] : clips) {
      if (number != part.clip) try_in_clip(names, part, prototype, clip, trials);
    }
  }
  return row({"one part enrolled, looked for in other clips", ""}) + row({"---", "---"}) +
         row({"parts of that timbre that get its name", share(trials.same_known, trials.same)}) +
         row({"parts of other timbres that get it", share(trials.other_taken, trials.other)}) +
         row({"in clips with that timbre and others: it is the likeliest part",
              share(trials.first, trials.choices)});
}

}  // namespace

std::string name_figures(const engine::PartNames& names,
                         const std::vector<parts::LabelledPart>& parts) {
  const std::vector<Guess> guesses = guesses_of(names.families, parts);
  const double least = names.families.least_confidence;
  return "Families, named from confidence " + share(least, 1.0) + " on:\n\n" +
         by_family(guesses, least) + "\n" + by_confidence(guesses) + "\n" + enrolment(names, parts);
}

}  // namespace divisi::cli
