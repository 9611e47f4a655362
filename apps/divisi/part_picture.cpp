#include "part_picture.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/score_of_notes.h"
#include "draw/roll_pair.h"

namespace divisi::cli {
namespace {

std::string percent(double share) { return std::to_string(std::lround(100.0 * share)) + " %"; }

Score pitched_score(const std::vector<core::AnnotatedNote>& notes) {
  Score score = core::score_of_notes(notes);
  std::erase_if(score.parts, [](const Part& part) { return part.is_drums; });
  return score;
}

/// Parts in the order of the sources they were paired with, an empty one where nobody was; those
/// left over follow.
Score in_order_of_pairs(Score score, const std::vector<eval::SourceScore>& sources) {
  std::vector<Part> ordered;
  for (const eval::SourceScore& source : sources) {
    Part part;
    part.name = source.reference + ": nobody";
    const auto found = std::find_if(score.parts.begin(), score.parts.end(), [&](const Part& p) {
      return source.estimate && p.name == *source.estimate;
    });
    if (found != score.parts.end()) {
      part = std::move(*found);
      score.parts.erase(found);
      part.name += " = " + source.reference + ", " + percent(source.frame_f1);
    }
    ordered.push_back(std::move(part));
  }
  for (Part& part : score.parts) {
    part.name += ": left over";
    ordered.push_back(std::move(part));
  }
  score.parts = std::move(ordered);
  return score;
}

}  // namespace

Expected<void> write_part_picture(const std::vector<core::AnnotatedNote>& reference,
                                  const std::vector<core::AnnotatedNote>& estimate,
                                  const eval::ClipScore& score, const std::string& who,
                                  const std::filesystem::path& path) {
  Score truth = pitched_score(reference);
  Score found = pitched_score(estimate);
  if (!score.sources.empty()) found = in_order_of_pairs(std::move(found), score.sources);
  truth.title = score.id + ": reference";
  found.title = score.id + ": " + who;
  return draw::write_roll_pair(truth, found, path);
}

}  // namespace divisi::cli
