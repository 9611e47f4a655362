#include "decode/note_decoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "decode/ghosts.h"

namespace divisi::decode {
namespace {

/// A source may begin, and so be forgotten, a little before its ghost.
constexpr long kSourceGraceRows = 4;

/// A run of frames that begins behind a row may have its onset so far before it.
constexpr long kSoftStartRows = 2;

/// How probable it is that the note is there: its onset and its frames must both say so.
double confidence(const LiveNote& live, const DecodeTuning& tuning) {
  const double onset = live.start.is_soft ? std::max<double>(live.start.onset, tuning.soft_belief)
                                          : static_cast<double>(live.start.onset);
  return std::clamp(std::sqrt(onset * live.mean_frame()), 0.0, 1.0);
}

std::size_t window_rows(const Rules& rules) {
  return static_cast<std::size_t>(rules.look_back_rows + rules.look_ahead_rows + 1);
}

}  // namespace

NoteDecoder::NoteDecoder(const FrameGrid& frames, const PitchGrid& pitches,
                         const DecodeOptions& options, const DecodeTuning& tuning)
    : frames_(frames),
      pitches_(pitches),
      rules_(make_rules(frames, options, tuning)),
      window_(window_rows(rules_), static_cast<std::size_t>(pitches.pitch_count)),
      duration_s_(std::numeric_limits<double>::infinity()) {
  DIVISI_CHECK(frames.hop_s > 0.0, "a frame grid needs a positive hop");
  for (int pitch = 0; pitch < pitches.pitch_count; ++pitch) tracks_.emplace_back(pitch);
}

std::vector<Note> NoteDecoder::push(const EvidenceRows& rows) {
  DIVISI_CHECK(window_.end_row() == kOpenEnd, "nothing may be pushed after finish()");
  std::vector<Note> out;
  for (std::size_t index = 0; index < rows.count; ++index) {
    window_.append(rows, index);
    const long row = window_.row_count() - 1 - rules_.look_ahead_rows;
    if (row >= 0) decode_row(row, out);
  }
  return out;
}

std::vector<Note> NoteDecoder::finish(double duration_s) {
  DIVISI_CHECK(window_.end_row() == kOpenEnd, "finish() is called once");
  window_.close();
  const long row_count = window_.row_count();
  const double last_s = frames_.time_s(static_cast<double>(row_count) - 0.5);
  duration_s_ = duration_s > 0.0 ? std::min(duration_s, last_s) : last_s;

  std::vector<Note> out;
  // Behind the last row lies silence: long enough for every note to end and to become final.
  const long silent_rows = rules_.dip_rows + rules_.ghost_wait_rows + 2 * kSourceGraceRows;
  for (long i = 0; i < silent_rows + rules_.look_ahead_rows && row_count > 0; ++i) {
    window_.append_silence();
    const long row = window_.row_count() - 1 - rules_.look_ahead_rows;
    if (row >= 0) decode_row(row, out);
  }
  final_.release_before(std::numeric_limits<double>::infinity(), out);
  return out;
}

void NoteDecoder::decode_row(long row, std::vector<Note>& out) {
  advance_tracks(row);
  mark_ghosts(row);
  collect_final(row);
  if (!final_.is_empty()) final_.release_before(settled_until_s(row), out);
}

void NoteDecoder::advance_tracks(long row) {
  const float* onset = window_.onset_row(row);
  const float* frame = window_.frame_row(row);
  for (std::size_t pitch = 0; pitch < tracks_.size(); ++pitch) {
    const bool is_quiet =
        onset[pitch] < rules_.onset_threshold && frame[pitch] < rules_.frame_threshold;
    if (is_quiet && tracks_[pitch].is_idle()) continue;
    tracks_[pitch].advance(window_.pitch(pitch), rules_, row, ended_);
  }
}

void NoteDecoder::mark_ghosts(long row) {
  for (PitchTrack& track : tracks_) {
    if (track.note()) mark_if_ghost(*track.note(), row);
  }
  for (LiveNote& note : ended_) mark_if_ghost(note, row);
}

void NoteDecoder::mark_if_ghost(LiveNote& candidate, long row) const {
  if (candidate.is_source_checked || row < candidate.start.row + rules_.ghost_wait_rows) return;
  candidate.is_source_checked = true;
  const PitchView own = window_.pitch(static_cast<std::size_t>(candidate.pitch));
  for (const int interval : kGhostIntervals) {
    const int pitch = candidate.pitch - interval;
    if (pitch < 0 || pitch >= pitches_.pitch_count) continue;
    const PitchView theirs = window_.pitch(static_cast<std::size_t>(pitch));
    for_each_note_of(pitch, [&](const LiveNote& source) {
      candidate.is_ghost |=
          is_ghost_of(candidate, own.frame, source, theirs.frame, interval, rules_, row);
    });
  }
}

template <class Use>
void NoteDecoder::for_each_note_of(int pitch, Use&& use) const {
  const auto& sounding = tracks_[static_cast<std::size_t>(pitch)].note();
  if (sounding) use(*sounding);
  for (const LiveNote& note : ended_) {
    if (note.pitch == pitch) use(note);
  }
}

void NoteDecoder::collect_final(long row) {
  const long wait = rules_.ghost_wait_rows + kSourceGraceRows;
  const auto is_final = [&](const LiveNote& note) { return row >= note.start.row + wait; };
  for (const LiveNote& live : ended_) {
    if (is_final(live) && !live.is_ghost) add_final(live);
  }
  std::erase_if(ended_, is_final);
}

void NoteDecoder::add_final(const LiveNote& live) {
  Note note;
  note.onset_s = std::max(0.0, frames_.time_s(live.start.position));
  note.offset_s = std::min(duration_s_, frames_.time_s(live.end));
  note.pitch_midi = pitches_.midi(live.pitch);
  note.velocity = live.start.velocity;
  note.confidence = confidence(live, rules_.tuning);
  const double length_s = note.offset_s - note.onset_s;
  if (length_s > 0.0 && length_s >= rules_.min_note_s) final_.add(note);
}

/// No note that is still to come begins before this time.
double NoteDecoder::settled_until_s(long row) const {
  double earliest = static_cast<double>(row - kSoftStartRows);
  for (const PitchTrack& track : tracks_) {
    earliest = std::min(earliest, track.earliest_start().value_or(earliest));
  }
  for (const LiveNote& note : ended_) {
    if (!note.is_ghost) earliest = std::min(earliest, note.start.position);
  }
  return std::max(0.0, frames_.time_s(earliest));
}

double NoteDecoder::settled_s() const {
  return settled_until_s(std::max(0L, window_.row_count() - 1 - rules_.look_ahead_rows));
}

}  // namespace divisi::decode
