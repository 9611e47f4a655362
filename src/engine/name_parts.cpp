#include "engine/name_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace divisi::engine {
namespace {

constexpr double kLeastEnrolled = 0.5;  ///< less likely than not is no name
constexpr double kSurest = 30.0;        ///< so that odds stay finite

struct Likeliest {
  const EnrolledTimbre* timbre = nullptr;
  double probability = 0.0;
};

/// A part is one of those who were enrolled, or somebody else: the more of them might be meant, the
/// less likely each.
Likeliest likeliest_of(const parts::TimbreSpace& space, const std::vector<EnrolledTimbre>& enrolled,
                       const parts::PartSound& sound) {
  Likeliest best;
  if (sound.note_count < parts::kFewestNotesToName) return best;
  double best_odds = 0.0;
  double all_odds = 1.0;  // of somebody else
  for (const EnrolledTimbre& timbre : enrolled) {
    const double odds =
        std::exp(std::min(kSurest, parts::log_odds(space, timbre.prototype, sound)));
    all_odds += odds;
    if (odds <= best_odds) continue;
    best_odds = odds;
    best.timbre = &timbre;
  }
  best.probability = best_odds / all_odds;
  return best;
}

}  // namespace

void name_part(const PartNames& names, const std::vector<EnrolledTimbre>& enrolled,
               const parts::NoteTokens& tokens, Part& part) {
  const parts::PartSound sound = parts::sound_of(tokens);
  if (const std::optional<parts::NamedFamily> found = parts::family_of(names.families, sound)) {
    const parts::Family& family = parts::kFamilies[found->family];
    part.name = family.name;
    part.program = family.program;
    part.family = family.word;
    part.name_confidence = found->confidence;
  }
  const Likeliest best = likeliest_of(names.timbres, enrolled, sound);
  if (best.timbre == nullptr || best.probability < kLeastEnrolled) return;
  part.name = best.timbre->name;
  part.name_confidence = best.probability;
  if (best.timbre->program >= 0) part.program = best.timbre->program;
}

void number_names(std::vector<Part>& parts) {
  std::map<std::string, int> counts;
  std::set<std::string> taken;
  for (const Part& part : parts) {
    ++counts[part.name];
    taken.insert(part.name);
  }
  std::map<std::string, int> numbers;
  for (Part& part : parts) {
    const std::string name = part.name;
    if (counts[name] < 2) continue;
    do {
      part.name = name + " " + std::to_string(++numbers[name]);
    } while (!taken.insert(part.name).second);
  }
}

}  // namespace divisi::engine
