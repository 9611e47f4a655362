#include "data/band_pieces.h"

#include <algorithm>
#include <utility>

namespace divisi::data {
namespace {

using Choice = std::vector<std::size_t>;  // [class] which of its stems

std::string list_of_classes() {
  std::string list;
  for (const char* name : kBandClasses) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

Expected<void> check_classes(const std::vector<std::string>& classes) {
  std::string found;
  if (classes.empty()) found = "none";
  for (const std::string& name : classes) {
    const bool is_known =
        std::find(kBandClasses.begin(), kBandClasses.end(), name) != kBandClasses.end();
    if (!is_known || std::count(classes.begin(), classes.end(), name) > 1) found = "'" + name + "'";
  }
  if (found.empty()) return {};
  return Error{
      ErrorCode::invalid_argument,
      "classes of a band: found " + found + ", expected each at most once of " + list_of_classes(),
      found};
}

std::vector<std::vector<Stem>> stems_by_class(const Clip& clip,
                                              const std::vector<std::string>& classes) {
  std::vector<std::vector<Stem>> stems(classes.size());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (const Stem& stem : clip.stems) {
      if (stem.band_class == classes[i]) stems[i].push_back(stem);
    }
  }
  return stems;
}

/// Combination `number` of all, the last class running fastest.
Choice combination(std::size_t number, const std::vector<std::vector<Stem>>& stems) {
  Choice choice(stems.size());
  for (std::size_t i = stems.size(); i-- > 0;) {
    choice[i] = number % stems[i].size();
    number /= stems[i].size();
  }
  return choice;
}

Expected<std::vector<std::vector<core::AnnotatedNote>>> notes_of(
    const std::function<Expected<core::Annotation>()>& read_annotation,
    const std::vector<Stem>& stems) {
  const Expected<core::Annotation> annotation = read_annotation();
  if (!annotation) return annotation.error();
  std::vector<std::vector<core::AnnotatedNote>> notes(stems.size());
  for (const core::AnnotatedNote& note : annotation->notes) {
    for (std::size_t i = 0; i < stems.size(); ++i) {
      if (note.source == stems[i].source) notes[i].push_back(note);
    }
  }
  return notes;
}

void add_pieces(const Clip& clip, const std::vector<std::vector<Stem>>& stems, std::size_t most,
                std::vector<BandPiece>& pieces) {
  std::size_t combinations = 1;
  for (const std::vector<Stem>& choices : stems) combinations *= choices.size();
  const std::size_t count = std::min(combinations, most);
  for (std::size_t n = 0; n < count; ++n) {
    const Choice choice = combination(n * combinations / count, stems);
    BandPiece piece;
    piece.id = combinations == 1 ? clip.id : clip.id + ":" + std::to_string(n + 1);
    piece.split = clip.split;
    piece.group = clip.id;
    for (std::size_t i = 0; i < stems.size(); ++i) piece.stems.push_back(stems[i][choice[i]]);
    piece.read_notes = [read = clip.read_annotation, chosen = piece.stems] {
      return notes_of(read, chosen);
    };
    pieces.push_back(std::move(piece));
  }
}

}  // namespace

std::string band_class_of_program(int program) {
  if (program < 8) return "piano";
  if (program >= 24 && program < 32) return "guitar";
  if (program >= 32 && program < 40) return "bass";
  if (program >= 40 && program < 52) return "strings";
  return "";
}

Expected<std::vector<BandPiece>> band_pieces(const Dataset& dataset,
                                             const std::vector<std::string>& classes,
                                             std::size_t most_of_a_clip) {
  if (auto checked = check_classes(classes); !checked) return checked.error();
  std::vector<BandPiece> pieces;
  for (const Clip& clip : dataset.clips) {
    const std::vector<std::vector<Stem>> stems = stems_by_class(clip, classes);
    const bool has_all = std::none_of(stems.begin(), stems.end(),
                                      [](const auto& choices) { return choices.empty(); });
    if (has_all) add_pieces(clip, stems, std::max<std::size_t>(1, most_of_a_clip), pieces);
  }
  if (!pieces.empty()) return pieces;
  std::string wanted;
  for (const std::string& name : classes) wanted += (wanted.empty() ? "" : ", ") + name;
  return Error{ErrorCode::invalid_argument,
               dataset.name + ": found no clip with stems of " + wanted + " among " +
                   std::to_string(dataset.clips.size()) + " clips, expected one or more",
               dataset.name};
}

}  // namespace divisi::data
