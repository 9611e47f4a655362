#include "clip_choice.h"

#include <fnmatch.h>

#include <algorithm>

#include "terminal.h"

namespace divisi::cli {
namespace {

bool fits(const data::Clip& clip, const std::string& pattern) {
  return ::fnmatch(pattern.c_str(), clip.id.c_str(), 0) == 0 ||
         ::fnmatch(pattern.c_str(), clip.group.c_str(), 0) == 0;
}

Expected<void> check_patterns(const data::Dataset& dataset, const ClipChoice& choice) {
  for (const std::string& pattern : choice.only) {
    if (std::any_of(dataset.clips.begin(), dataset.clips.end(),
                    [&](const data::Clip& clip) { return fits(clip, pattern); })) {
      continue;
    }
    return Error{ErrorCode::not_found,
                 "--only " + pattern + ": found no such clip or group among the " +
                     std::to_string(dataset.clips.size()) + " clips of " + dataset.name +
                     ", for example " + dataset.clips.front().id,
                 pattern};
  }
  return {};
}

bool is_wanted(const data::Clip& clip, const ClipChoice& choice) {
  if (!choice.split.empty() && clip.split != choice.split) return false;
  return choice.only.empty() ||
         std::any_of(choice.only.begin(), choice.only.end(),
                     [&](const std::string& pattern) { return fits(clip, pattern); });
}

}  // namespace

Expected<std::vector<const data::Clip*>> choose_clips(const data::Dataset& dataset,
                                                      const ClipChoice& choice) {
  if (const Expected<void> known = check_patterns(dataset, choice); !known) return known.error();
  std::vector<const data::Clip*> chosen;
  std::size_t partial = 0;
  for (const data::Clip& clip : dataset.clips) {
    if (!is_wanted(clip, choice)) continue;
    if (!clip.is_fully_annotated && !choice.include_partial) {
      ++partial;
      continue;
    }
    chosen.push_back(&clip);
  }
  if (partial > 0) {
    say("left out " + std::to_string(partial) +
        " clips that are annotated in part only (--partial takes them in)");
  }
  if (chosen.empty()) {
    return Error{ErrorCode::not_found,
                 dataset.name + ": found no clip left to measure, expected one or more",
                 dataset.name};
  }
  return chosen;
}

}  // namespace divisi::cli
