#include "engine/enrolment.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/utf8.h"

namespace divisi::engine {
namespace {

constexpr int kFewestNotes = 20;
constexpr double kLeastPlaying_s = 10.0;
constexpr std::size_t kLongestName_bytes = 100;

std::string one_decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

Expected<void> check_name(const std::string& name) {
  const auto is_control = [](unsigned char c) { return c < 0x20U || c == 0x7FU; };
  std::size_t at = 0;
  while (at < name.size()) {
    const std::size_t length = core::utf8_length(std::string_view(name).substr(at));
    if (length == 0) break;
    at += length;
  }
  const bool blank = name.find_first_not_of(' ') == std::string::npos;
  if (!blank && at == name.size() && name.size() <= kLongestName_bytes &&
      std::none_of(name.begin(), name.end(), is_control)) {
    return {};
  }
  return Error{ErrorCode::invalid_argument,
               "a name is 1 to 100 bytes of UTF-8 without control characters",
               {}};
}

double playing_s(const std::vector<Note>& notes) {
  double sum = 0.0;
  for (const Note& note : notes) sum += std::max(0.0, note.offset_s - note.onset_s);
  return sum;
}

parts::Prototype prototype_from(const Timbre& timbre) {
  parts::Prototype prototype;
  std::copy(timbre.weights.begin(), timbre.weights.end(), prototype.weights.begin());
  prototype.means = timbre.means;
  prototype.note_count = timbre.note_count;
  prototype.recording_count = timbre.recording_count;
  return prototype;
}

/// Why it cannot be compared with what these weights hear; empty if it can.
std::string why_unfit(const Timbre& timbre, const LoadedParts& model) {
  if (!model.names) return "these timbre weights name nobody";
  if (timbre.weights_sha256 != model.network_sha256)
    return "it was enrolled with other timbre weights; enrol it again";
  const auto dimensions = static_cast<std::size_t>(model.network.spec().dimensions);
  if (timbre.weights.size() != parts::kRegisterCount ||
      timbre.means.size() != parts::kRegisterCount * dimensions) {
    return "its numbers are not as many as these weights give; enrol it again";
  }
  return {};
}

}  // namespace

NoteTimbres timbres_of(const parts::NoteTokens& tokens) {
  return {tokens.dimensions, tokens.notes, tokens.vectors};
}

Expected<Timbre> make_timbre(const LoadedParts& model, const std::string& name,
                             const NoteTimbres& solo, int recording_count) {
  if (const Expected<void> good = check_name(name); !good) return good.error();
  if (!model.names) {
    return Error{ErrorCode::unsupported,
                 "these timbre weights name nobody; expected weights that were taught to "
                 "(divisi calibrate --names)",
                 {}};
  }
  if (solo.notes.empty()) return Error{ErrorCode::out_of_range, "no notes were heard", {}};
  const double played_s = playing_s(solo.notes);
  if (solo.notes.size() < kFewestNotes || played_s < kLeastPlaying_s) {
    return Error{ErrorCode::out_of_range,
                 "too little playing: " + std::to_string(solo.notes.size()) + " notes that sound " +
                     one_decimal(played_s) +
                     " s; at least 20 notes and 10 s are needed, a minute "
                     "is better",
                 {}};
  }
  if (solo.dimensions != model.network.spec().dimensions)
    return Error{ErrorCode::unsupported, "nobody listened for timbre", {}};
  const parts::Prototype prototype =
      parts::prototype_of(parts::sound_of({solo.dimensions, solo.notes, solo.vectors}));
  Timbre timbre;
  timbre.name = name;
  timbre.recording_count = std::max(1, recording_count);
  timbre.note_count = prototype.note_count;
  timbre.playing_s = played_s;
  timbre.weights_sha256 = model.network_sha256;
  timbre.weights.assign(prototype.weights.begin(), prototype.weights.end());
  timbre.means = prototype.means;
  return timbre;
}

std::vector<std::string> enrol_all(const std::vector<Timbre>& timbres, LoadedParts& model) {
  std::vector<std::string> warnings;
  for (const Timbre& timbre : timbres) {
    const std::string why = why_unfit(timbre, model);
    if (why.empty()) {
      model.enrolled.push_back({timbre.name, timbre.program, prototype_from(timbre)});
    } else {
      warnings.push_back("'" + timbre.name + "' is left out: " + why);
    }
  }
  return warnings;
}

}  // namespace divisi::engine

namespace divisi {

Expected<Timbre> combine_timbres(const Timbre& first, const Timbre& second) {
  if (first.weights_sha256 != second.weights_sha256 ||
      first.weights.size() != second.weights.size() || first.means.size() != second.means.size() ||
      first.weights.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "'" + first.name +
                     "' was enrolled with other timbre weights: nothing can be "
                     "added to it",
                 {}};
  }
  Timbre both = first;
  both.recording_count += second.recording_count;
  both.note_count += second.note_count;
  both.playing_s += second.playing_s;
  const std::size_t dimensions = first.means.size() / first.weights.size();
  for (std::size_t r = 0; r < both.weights.size(); ++r) {
    both.weights[r] += second.weights[r];
    if (both.weights[r] <= 0.0) continue;
    const double share = second.weights[r] / both.weights[r];
    for (std::size_t d = 0; d < dimensions; ++d) {
      double& mean = both.means[r * dimensions + d];
      mean += share * (second.means[r * dimensions + d] - mean);
    }
  }
  return both;
}

}  // namespace divisi
