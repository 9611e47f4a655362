#include "timbre/protocol_pieces.h"

#include <cmath>
#include <utility>

#include "audio/mono_source.h"

namespace divisi::timbre {
namespace {

constexpr int kRate_hz = 22050;

std::vector<Note> notes_of(const core::Annotation& annotation, const std::string& source) {
  std::vector<Note> notes;
  for (const core::AnnotatedNote& note : annotation.notes) {
    if (note.source != source || core::is_percussion(note.source)) continue;
    notes.push_back({note.onset_s, note.offset_s, static_cast<int>(std::lround(note.pitch_midi))});
  }
  return notes;
}

Expected<ProtocolPiece> read_piece(const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  ProtocolPiece piece{clip.id, {}};
  for (const data::Stem& stem : clip.stems) {
    std::vector<Note> notes = notes_of(*annotation, stem.source);
    if (notes.empty()) continue;
    Expected<std::vector<float>> samples = audio::read_all_mono(stem.path, kRate_hz);
    if (!samples) return samples.error();
    piece.stems.push_back({stem.source, std::move(*samples), std::move(notes)});
  }
  return piece;
}

}  // namespace

Expected<std::vector<ProtocolPiece>> read_protocol_pieces(const data::Dataset& dataset) {
  std::vector<ProtocolPiece> pieces;
  for (const data::Clip& clip : dataset.clips) {
    if (clip.stems.size() < 2) continue;
    Expected<ProtocolPiece> piece = read_piece(clip);
    if (!piece) return piece.error();
    if (piece->stems.size() >= 2) pieces.push_back(std::move(*piece));
  }
  if (pieces.empty()) {
    return Error{ErrorCode::not_found,
                 dataset.name + ": no clip with two stems that have notes (divisi synth --stems)",
                 dataset.name};
  }
  return pieces;
}

}  // namespace divisi::timbre
