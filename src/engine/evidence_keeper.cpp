#include "engine/evidence_keeper.h"

#include <algorithm>
#include <string>

#include "decode/decode_notes.h"
#include "engine/bend_pool.h"
#include "engine/decode_options.h"
#include "engine/timbre_cells.h"
#include "parts/families.h"

namespace divisi::engine {
namespace {

void append_rows(Map2d& kept, const Map2d& fresh, std::size_t first, std::size_t count) {
  kept.columns = fresh.columns;
  kept.rows += count;
  kept.cells.insert(kept.cells.end(), fresh.row(first), fresh.row(first) + count * fresh.columns);
}

Expected<void> check_cells(const Evidence& evidence, const TimbreCells& timbre) {
  const std::size_t count = timbre.frames.size();
  bool fits = timbre.dimensions >= 0 && timbre.pitches.size() == count &&
              timbre.vectors.size() == count * static_cast<std::size_t>(timbre.dimensions) &&
              (timbre.positions.empty() || timbre.positions.size() == count);
  for (std::size_t c = 0; fits && c < count; ++c) {
    fits = timbre.pitches[c] < evidence.pitches.pitch_count &&
           (c == 0 || timbre.frames[c - 1] <= timbre.frames[c]);
  }
  if (fits) return {};
  return Error{
      ErrorCode::invalid_argument,
      "the evidence's timbre, instruments and bends must have a frame, a pitch and a vector for "
      "each cell, in order",
      {}};
}

}  // namespace

decode::EvidenceRows rows_of(const NewEvidence& fresh) {
  const models::NoteMaps& maps = *fresh.maps;
  return {maps.onset.row(fresh.first), maps.frame.row(fresh.first), maps.offset.row(fresh.first),
          maps.velocity.row(fresh.first), fresh.count};
}

EvidenceKeeper::EvidenceKeeper(const FrameGrid& frames, const PitchGrid& pitches, bool is_wanted)
    : is_wanted_(is_wanted) {
  evidence_.frames = frames;
  evidence_.pitches = pitches;
}

void EvidenceKeeper::add(const NewEvidence& fresh, const TimbreCells& timbre,
                         const TimbreCells& bends) {
  if (!is_wanted_) return;
  append_rows(evidence_.onset, fresh.maps->onset, fresh.first, fresh.count);
  append_rows(evidence_.frame, fresh.maps->frame, fresh.first, fresh.count);
  append_rows(evidence_.offset, fresh.maps->offset, fresh.first, fresh.count);
  append_rows(evidence_.velocity, fresh.maps->velocity, fresh.first, fresh.count);
  append_timbre(timbre, evidence_.timbre);
  append_timbre(bends, evidence_.bends);
}

void EvidenceKeeper::add_instruments(const TimbreCells& cells) {
  if (is_wanted_) append_timbre(cells, evidence_.instruments);
}

Evidence EvidenceKeeper::finish(double duration_s, double tuning_hz) {
  evidence_.duration_s = duration_s;
  evidence_.tuning_hz = tuning_hz;
  return std::move(evidence_);
}

Expected<void> check_evidence(const Evidence& evidence) {
  const auto pitches = static_cast<std::size_t>(std::max(0, evidence.pitches.pitch_count));
  for (const Map2d* map :
       {&evidence.onset, &evidence.frame, &evidence.offset, &evidence.velocity}) {
    const bool fits = map->rows == evidence.frame.rows && map->columns == pitches &&
                      map->cells.size() == map->rows * map->columns;
    if (map->rows > 0 && !fits) {
      return Error{ErrorCode::invalid_argument,
                   "the evidence's maps must have equal frames and a column for each pitch",
                   {}};
    }
  }
  if (!(evidence.frames.hop_s > 0.0)) {
    return Error{ErrorCode::invalid_argument, "the evidence's hop must be more than 0 s", {}};
  }
  const int numbers = evidence.instruments.dimensions;
  if (numbers != 0 && numbers < static_cast<int>(parts::kFamilyCount)) {
    return Error{ErrorCode::invalid_argument,
                 "the evidence's instruments must be of " + std::to_string(parts::kFamilyCount) +
                     " families, found " + std::to_string(numbers),
                 {}};
  }
  if (evidence.bends.dimensions > 1) {
    return Error{ErrorCode::invalid_argument,
                 "the evidence's bends must be one number a cell, found " +
                     std::to_string(evidence.bends.dimensions),
                 {}};
  }
  if (Expected<void> good = check_cells(evidence, evidence.bends); !good) return good;
  if (Expected<void> good = check_cells(evidence, evidence.timbre); !good) return good;
  return check_cells(evidence, evidence.instruments);
}

Note within_stretch(Note note, const FrameGrid& frames) {
  note.onset_s = std::max(note.onset_s, frames.origin_s);
  return note;
}

std::vector<Note> decide_again(const Evidence& evidence, const DecodeOptions& options) {
  std::vector<Note> notes = decode::decode_notes(evidence, options, tuning_of(options));
  const BendPool bends(evidence);
  for (Note& note : notes) {
    note = within_stretch(note, evidence.frames);
    bends.bend(note);
  }
  return notes;
}

}  // namespace divisi::engine
