#include "slots/pieces.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "data/datasets.h"
#include "slots/instrument_families.h"
#include "slots/split_file.h"

namespace divisi::slots {
namespace {

namespace fs = std::filesystem;

std::string family_in(const std::string& dataset, const std::string& source) {
  // MusicNet's "bass" is General MIDI's contrabass.
  if (dataset == "musicnet" && source == "bass") return family_of_instrument("double bass");
  return family_of_instrument(source);
}

/// The notes of each pitched source.
std::map<std::string, std::vector<Note>> notes_by_source(const core::Annotation& annotation) {
  std::map<std::string, std::vector<Note>> sources;
  for (const core::AnnotatedNote& annotated : annotation.notes) {
    if (core::is_percussion(annotated.source)) continue;
    Note note;
    note.onset_s = annotated.onset_s;
    note.offset_s = annotated.offset_s;
    note.pitch_midi = std::clamp(static_cast<int>(std::lround(annotated.pitch_midi)), 0, 127);
    if (annotated.velocity > 0.0) note.velocity = static_cast<int>(annotated.velocity);
    sources[annotated.source].push_back(note);
  }
  return sources;
}

Expected<SlotPiece> read_piece(const std::string& dataset, const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  std::map<std::string, std::vector<Note>> notes = notes_by_source(*annotation);
  SlotPiece piece{clip.id, clip.split, clip.mix, {}, clip.is_fully_annotated};
  const auto add = [&](const std::string& source, const fs::path& audio) {
    piece.sources.push_back({source, family_in(dataset, source), audio, std::move(notes[source])});
    notes.erase(source);
  };
  for (const data::Stem& stem : clip.stems) {
    if (notes.count(stem.source) > 0) add(stem.source, stem.path);
  }
  while (!notes.empty()) add(notes.begin()->first, {});
  return piece;
}

Error mismatch(const std::string& piece, const std::string& there, const std::string& missing,
               std::size_t count) {
  const std::string others = count > 1 ? " (and " + std::to_string(count - 1) + " more)" : "";
  return Error{ErrorCode::invalid_argument,
               "piece '" + piece + "'" + others + " is in " + there + ", but not in " + missing,
               there};
}

Expected<void> give_splits(const fs::path& folder, const fs::path& file,
                           std::vector<SlotPiece>& pieces) {
  Expected<Splits> splits = read_split_file(file);
  if (!splits) return splits.error();
  std::vector<std::string> unlisted;
  for (SlotPiece& piece : pieces) {
    const auto found = splits->find(piece.id);
    if (found == splits->end()) {
      unlisted.push_back(piece.id);
      continue;
    }
    piece.split = found->second;
    splits->erase(found);
  }
  if (!unlisted.empty()) {
    return mismatch(unlisted.front(), folder.string(), file.string(), unlisted.size());
  }
  if (!splits->empty()) {
    return mismatch(splits->begin()->first, file.string(), folder.string(), splits->size());
  }
  return {};
}

/// The rule for collections that have no split of their own.
void split_by_order(std::vector<SlotPiece>& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i].split = i % 6 == 4 ? "validation" : i % 6 == 5 ? "test" : "train";
  }
}

}  // namespace

std::vector<std::string> slot_collections() {
  return {"mshoxxdb", "musicnet", "synthetic", "urmp"};
}

Expected<std::vector<SlotPiece>> load_slot_pieces(const std::string& dataset,
                                                  const fs::path& folder,
                                                  const fs::path& split_file) {
  const std::vector<std::string> known = slot_collections();
  if (std::find(known.begin(), known.end(), dataset) == known.end()) {
    return Error{ErrorCode::invalid_argument,
                 "data set '" + dataset +
                     "': found no sources in it, expected mshoxxdb, musicnet, synthetic or urmp",
                 dataset};
  }
  const Expected<data::Dataset> loaded = data::load_dataset(dataset, folder);
  if (!loaded) return loaded.error();
  std::vector<SlotPiece> pieces;
  for (const data::Clip& clip : loaded->clips) {
    Expected<SlotPiece> piece = read_piece(dataset, clip);
    if (!piece) return piece.error();
    pieces.push_back(std::move(*piece));
  }
  if (!split_file.empty()) {
    if (auto given = give_splits(folder, split_file, pieces); !given) return given.error();
  } else if (std::all_of(pieces.begin(), pieces.end(),
                         [](const SlotPiece& piece) { return piece.split.empty(); })) {
    split_by_order(pieces);
  }
  return pieces;
}

}  // namespace divisi::slots
