#include "decode/row_decider.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/check.h"
#include "decode/ghosts.h"

namespace divisi::decode {
namespace {

/// A source may begin, and so be forgotten, a little before its ghost.
constexpr long kSourceGraceRows = 4;

/// A run of frames that begins behind a row may have its onset so far before it.
constexpr long kSoftStartRows = 2;

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// How probable it is that the note is there: its onset and its frames must both say so.
double confidence(const LiveNote& live, const DecodeTuning& tuning) {
  const double onset = live.start.is_soft ? std::max<double>(live.start.onset, tuning.soft_belief)
                                          : static_cast<double>(live.start.onset);
  return std::clamp(std::sqrt(onset * live.mean_frame()), 0.0, 1.0);
}

/// Calls `use(index)` for each that is set, in rising order: most words are zero.
template <class Use>
void for_each_set(const std::vector<std::uint8_t>& flags, Use&& use) {
  for (std::size_t word = 0; word < flags.size(); word += kWord) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, flags.data() + word, kWord);
    if (eight == 0) continue;
    for (std::size_t i = word; i < word + kWord; ++i) {
      if (flags[i] != 0) use(i);
    }
  }
}

}  // namespace

RowDecider::RowDecider(const FrameGrid& frames, const PitchGrid& pitches, const Rules& rules)
    : frames_(frames), pitches_(pitches), rules_(rules) {
  DIVISI_CHECK(frames.hop_s > 0.0, "a frame grid needs a positive hop");
  for (int pitch = 0; pitch < pitches.pitch_count; ++pitch) tracks_.emplace_back(pitch);
  is_busy_.resize((tracks_.size() + kWord - 1) / kWord * kWord, 0);
  is_awake_ = is_busy_;
}

void RowDecider::decide(const EvidenceWindow& window, long row, std::vector<Note>& out) {
  advance_tracks(window, row);
  mark_ghosts(window, row);
  collect_final(row);
  if (!final_.is_empty()) final_.release_before(settled_until_s(row), out);
}

long RowDecider::silent_rows() const {
  return rules_.dip_rows + rules_.ghost_wait_rows + 2 * kSourceGraceRows;
}

void RowDecider::release_all(std::vector<Note>& out) {
  final_.release_before(std::numeric_limits<double>::infinity(), out);
}

template <class Use>
void RowDecider::for_each_busy(Use&& use) const {
  for_each_set(is_busy_, use);
}

/// Most cells of a recording are only looked at here: nothing but locals, so that compilers take
/// many at once.
void RowDecider::wake(const float* onset, const float* frame) {
  const float onset_threshold = rules_.onset_threshold;
  const float frame_threshold = rules_.frame_threshold;
  const std::size_t count = tracks_.size();
  const std::uint8_t* busy = is_busy_.data();
  std::uint8_t* awake = is_awake_.data();
  for (std::size_t pitch = 0; pitch < count; ++pitch) {
    const int begins = static_cast<int>(onset[pitch] >= onset_threshold) |
                       static_cast<int>(frame[pitch] >= frame_threshold);
    awake[pitch] = static_cast<std::uint8_t>(busy[pitch] | begins);
  }
}

void RowDecider::advance_tracks(const EvidenceWindow& window, long row) {
  const float* onset = window.onset_row(row);
  const float* frame = window.frame_row(row);
  wake(onset, frame);
  for_each_set(is_awake_, [&](std::size_t pitch) {
    tracks_[pitch].advance(window.pitch(pitch), rules_, row, ended_);
    is_busy_[pitch] = tracks_[pitch].is_idle() ? 0 : 1;
  });
}

void RowDecider::mark_ghosts(const EvidenceWindow& window, long row) {
  for_each_busy([&](std::size_t pitch) {
    auto& note = tracks_[pitch].note();
    if (note) mark_if_ghost(window, *note, row);
  });
  for (LiveNote& note : ended_) mark_if_ghost(window, note, row);
}

void RowDecider::mark_if_ghost(const EvidenceWindow& window, LiveNote& candidate, long row) const {
  if (candidate.is_source_checked || row < candidate.start.row + rules_.ghost_wait_rows) return;
  candidate.is_source_checked = true;
  const PitchView own = window.pitch(static_cast<std::size_t>(candidate.pitch));
  for (const int interval : kGhostIntervals) {
    const int pitch = candidate.pitch - interval;
    if (pitch < 0 || pitch >= pitches_.pitch_count) continue;
    const PitchView theirs = window.pitch(static_cast<std::size_t>(pitch));
    for_each_note_of(pitch, [&](const LiveNote& source) {
      candidate.is_ghost |=
          is_ghost_of(candidate, own.frame, source, theirs.frame, interval, rules_, row);
    });
  }
}

template <class Use>
void RowDecider::for_each_note_of(int pitch, Use&& use) const {
  const auto& sounding = tracks_[static_cast<std::size_t>(pitch)].note();
  if (sounding) use(*sounding);
  for (const LiveNote& note : ended_) {
    if (note.pitch == pitch) use(note);
  }
}

void RowDecider::collect_final(long row) {
  const long wait = rules_.ghost_wait_rows + kSourceGraceRows;
  const auto is_final = [&](const LiveNote& note) { return row >= note.start.row + wait; };
  for (const LiveNote& live : ended_) {
    if (is_final(live) && !live.is_ghost) add_final(live);
  }
  std::erase_if(ended_, is_final);
}

void RowDecider::add_final(const LiveNote& live) {
  Note note;
  note.onset_s = std::max(0.0, frames_.time_s(live.start.position));
  note.offset_s = std::min(duration_s_, frames_.time_s(live.end));
  note.pitch_midi = pitches_.midi(live.pitch);
  note.velocity = live.start.velocity;
  note.confidence = confidence(live, rules_.tuning);
  const double length_s = note.offset_s - note.onset_s;
  if (length_s > 0.0 && length_s >= rules_.min_note_s) final_.add(note);
}

double RowDecider::settled_until_s(long row) const {
  double earliest = static_cast<double>(row - kSoftStartRows);
  for_each_busy([&](std::size_t pitch) {
    earliest = std::min(earliest, tracks_[pitch].earliest_start().value_or(earliest));
  });
  for (const LiveNote& note : ended_) {
    if (!note.is_ghost) earliest = std::min(earliest, note.start.position);
  }
  return std::max(0.0, frames_.time_s(earliest));
}

}  // namespace divisi::decode
