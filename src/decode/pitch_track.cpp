#include "decode/pitch_track.h"

#include <algorithm>

namespace divisi::decode {
namespace {

/// An offset peak around the fall of the frames. It belongs to this note: it lies behind its
/// onset, and not behind the next stroke.
std::optional<double> offset_at_fall(const PitchView& seen, const Rules& rules,
                                     const LiveNote& note, double fall) {
  const DecodeTuning& tuning = rules.tuning;
  Stretch where{std::max(note.start.position + 1.0, fall - tuning.offset_before_frames),
                fall + tuning.offset_after_frames};
  const long last = static_cast<long>(where.end) + 1;
  for (long row = note.last_sounding_row + 1; row <= last; ++row) {
    if (seen.onset[row] < rules.onset_threshold) continue;
    const auto peak =
        peak_at(seen.onset, row, {rules.onset_threshold, rules.peak_reach_rows, seen.end_row});
    if (peak) where.end = std::min(where.end, peak->position);
  }
  return offset_near(seen, rules, fall, where);
}

/// Where a note stops for the next stroke of its pitch: at its own offset peak if it has one, else
/// where its frames fell, else when it is struck again.
double end_before_stroke(const PitchView& seen, const Rules& rules, const LiveNote& note,
                         const NoteStart& next) {
  const double earliest =
      std::max(note.start.position + 1.0, next.position - rules.tuning.offset_before_frames);
  if (const auto offset =
          offset_near(seen, rules, next.position, {earliest, next.position + 0.5})) {
    return std::min(*offset, next.position);
  }
  const long silent_row = note.last_sounding_row + 1;
  if (silent_row <= next.row && seen.frame[silent_row] < rules.frame_threshold) {
    return std::min(falling_crossing(seen, rules, note.last_sounding_row), next.position);
  }
  return next.position;
}

}  // namespace

void PitchTrack::advance(const PitchView& seen, const Rules& rules, long row,
                         std::vector<LiveNote>& ended) {
  const auto start = attack_at(seen, rules, row);
  if (start && accepts(seen, rules, *start)) {
    strike(seen, rules, *start, ended);
  } else if (note_) {
    sound(seen, rules, row, ended);
  } else {
    gather(seen, rules, row);
  }
}

std::optional<double> PitchTrack::earliest_start() const {
  if (note_ && !note_->is_ghost) return note_->start.position;
  if (run_.rows > 0) return run_.start.position;
  return std::nullopt;
}

bool PitchTrack::accepts(const PitchView& seen, const Rules& rules, const NoteStart& start) const {
  if (!note_ || note_->is_ghost) return true;
  if (start.position - note_->start.position < rules.repeat_min_frames) {
    return start.onset > note_->start.onset;
  }
  return is_new_stroke(seen, rules, start, note_->start.position);
}

void PitchTrack::strike(const PitchView& seen, const Rules& rules, const NoteStart& start,
                        std::vector<LiveNote>& ended) {
  const bool is_second_thought =
      note_ && start.position - note_->start.position < rules.repeat_min_frames;
  if (note_ && !is_second_thought) end(end_before_stroke(seen, rules, *note_, start), ended);
  begin(start, seen.frame[start.sounding_row], 1, start.sounding_row);
}

void PitchTrack::begin(NoteStart start, double frame_sum, long frame_rows, long last_sounding_row) {
  start.position = std::max(start.position, silent_since_);
  note_ = LiveNote{};
  note_->pitch = pitch_;
  note_->start = start;
  note_->last_sounding_row = last_sounding_row;
  note_->frame_sum = frame_sum;
  note_->frame_rows = frame_rows;
  run_ = Run{};
}

void PitchTrack::sound(const PitchView& seen, const Rules& rules, long row,
                       std::vector<LiveNote>& ended) {
  LiveNote& note = *note_;
  if (row <= note.last_sounding_row) return;  // between an onset peak and the rise of its frames
  const float frame = seen.frame[row];
  note.dip_sum += frame;
  if (frame >= rules.frame_threshold) {
    note.frame_sum += note.dip_sum;
    note.frame_rows += row - note.last_sounding_row;
    note.last_sounding_row = row;
    note.dip_sum = 0.0;
    return;
  }
  const double fall = falling_crossing(seen, rules, note.last_sounding_row);
  const auto offset = offset_at_fall(seen, rules, note, fall);
  const bool is_dip =
      frame >= rules.dip_floor && row - note.last_sounding_row <= rules.dip_rows && !offset;
  if (!is_dip) end(offset.value_or(fall), ended);
}

void PitchTrack::gather(const PitchView& seen, const Rules& rules, long row) {
  const float frame = seen.frame[row];
  if (frame < rules.frame_threshold || rules.tuning.soft_mean_frame > 1.0) {
    run_ = Run{};
    return;
  }
  if (run_.rows == 0) run_.start = soft_start_at(seen, rules, row);
  run_.frame_sum += frame;
  ++run_.rows;
  const bool is_note =
      run_.rows >= rules.soft_min_rows &&
      run_.frame_sum >= rules.tuning.soft_mean_frame * static_cast<double>(run_.rows);
  if (is_note) begin(run_.start, run_.frame_sum, run_.rows, row);
}

void PitchTrack::end(double position, std::vector<LiveNote>& ended) {
  note_->end = std::max(position, note_->start.position);
  silent_since_ = note_->end;
  ended.push_back(*note_);
  note_.reset();
}

}  // namespace divisi::decode
