#include "synth/note_scheduler.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace divisi::synth {
namespace {

constexpr int kLowestPitch = 24;
constexpr int kPitches = 84;
constexpr int kUpFrom = 42;  // below, clashes go up; from here, down
constexpr std::size_t kCandidates = 9;
constexpr int kMostTriggers = 4000;

/// Standard normal between two bounds, by rejection; uniform where the bounds are hopeless.
double truncated_normal(double low, double high, core::Rng& rng) {
  for (int attempt = 0; attempt < 200; ++attempt) {
    const double value = rng.normal();
    if (value >= low && value <= high) return value;
  }
  return rng.uniform(low, high);
}

}  // namespace

class NoteScheduler::Roll {
 public:
  explicit Roll(int frame_count)
      : frame_count_(frame_count),
        taken_(static_cast<std::size_t>(kPitches) * static_cast<std::size_t>(frame_count), false) {}

  /// Moves the note right until its first cell is free, cuts it where the next note of its pitch
  /// or the piece's end comes; nothing when what is left is shorter than `least_frames`.
  std::optional<ScheduledNote> place(int pitch, int start, int length, int least_frames) {
    while (start < frame_count_ && taken(pitch, start)) ++start;
    int end = start;
    const auto near_next = [&](int frame) {
      return taken(pitch, frame) || (frame + 1 < frame_count_ && taken(pitch, frame + 1));
    };
    while (end < std::min(frame_count_, start + length) && !near_next(end)) ++end;
    if (end - start < std::min(least_frames, length)) return std::nullopt;
    // One cell more than the note keeps two notes of one pitch apart.
    for (int frame = start; frame <= end && frame < frame_count_; ++frame) {
      taken_[index(pitch, frame)] = true;
    }
    notes.push_back({pitch, start, end - start});
    return notes.back();
  }

  std::vector<ScheduledNote> notes;

 private:
  std::size_t index(int pitch, int frame) const {
    return static_cast<std::size_t>(pitch - kLowestPitch) * static_cast<std::size_t>(frame_count_) +
           static_cast<std::size_t>(frame);
  }
  bool taken(int pitch, int frame) const { return taken_[index(pitch, frame)]; }

  int frame_count_;
  std::vector<bool> taken_;
};

NoteScheduler::NoteScheduler(const SchedulerOptions& options, std::uint64_t seed,
                             std::uint64_t position)
    : options_(options), seed_(seed) {
  refill();
  const std::uint64_t bag_size = std::max<std::size_t>(1, bag_.size());
  bag_number_ = position / bag_size;
  bag_.clear();
  refill();
  for (std::uint64_t i = 0; i < position % bag_size; ++i) pop();
}

void NoteScheduler::refill() {
  for (int pitch = 0; pitch < kPitches; ++pitch) {
    const double weight = options_.octave_weights[static_cast<std::size_t>(pitch / 12)];
    bag_.insert(bag_.end(), static_cast<std::size_t>(std::lround(weight)), kLowestPitch + pitch);
  }
  if (bag_.empty()) bag_.push_back(60);
  core::Rng order(seed_, bag_number_++);
  order.shuffle(bag_);
}

int NoteScheduler::pop() {
  if (bag_.empty()) refill();
  const int pitch = bag_.back();
  bag_.pop_back();
  return pitch;
}

int NoteScheduler::choose_next(int previous_pitch, core::Rng& rng) {
  while (held_back_.size() < kCandidates) held_back_.push_back(pop());
  auto chosen = held_back_.begin();
  if (rng.chance(options_.near_probability)) {
    chosen = std::min_element(held_back_.begin(), held_back_.end(), [&](int a, int b) {
      return std::abs(a - previous_pitch) < std::abs(b - previous_pitch);
    });
  }
  const int pitch = *chosen;
  held_back_.erase(chosen);
  return pitch;
}

int NoteScheduler::draw_length(core::Rng& rng) const {
  const double deviation = std::max(1.0, (options_.mean_frames - options_.shortest_frames) / 2.0);
  const double low = (options_.shortest_frames - 0.4 - options_.mean_frames) / deviation;
  const double high = (options_.longest_frames + 0.4 - options_.mean_frames) / deviation;
  return static_cast<int>(
      std::lround(options_.mean_frames + deviation * truncated_normal(low, high, rng)));
}

int NoteScheduler::draw_gap(int previous_frames, core::Rng& rng) const {
  const double deviation = std::max(1.0, (options_.mean_frames - options_.shortest_frames) / 2.0);
  // The bounds are not shifted by the location, as in the code this follows.
  const double low = (-previous_frames - 0.5) / deviation;
  const double high = (previous_frames / 3.0) / deviation;
  return static_cast<int>(
      std::lround(options_.gap_location_frames + deviation * truncated_normal(low, high, rng)));
}

bool NoteScheduler::triggers_polyphony(int frame_count, core::Rng& rng) const {
  return rng.chance(options_.polyphony_probability + 0.2 * frame_count / options_.longest_frames);
}

void NoteScheduler::add_clashes(Roll& roll, std::vector<ScheduledNote>& triggers, core::Rng& rng) {
  static const std::vector<int> kIntervals = {4, 5, 7, 12};
  const int least_frames = static_cast<int>(options_.mean_frames / 2);
  for (std::size_t i = 0; i < triggers.size() && i < kMostTriggers; ++i) {
    const ScheduledNote trigger = triggers[i];
    if (rng.chance(options_.polyphony_probability)) triggers.push_back(trigger);
    int pitch = 0;
    if (rng.chance(options_.clash_probability)) {
      const int interval = rng.pick(kIntervals);
      pitch = trigger.pitch_midi + (trigger.pitch_midi < kUpFrom ? interval : -interval);
    } else {
      pitch = pop();
    }
    const int length = draw_length(rng);
    const auto placed = roll.place(pitch, trigger.start_frame, length, least_frames);
    if (placed && triggers_polyphony(placed->frame_count, rng)) triggers.push_back(*placed);
  }
}

std::vector<ScheduledNote> NoteScheduler::make_piece(int frame_count, core::Rng& rng) {
  Roll roll(frame_count);
  const int least_frames = static_cast<int>(options_.mean_frames / 2);
  std::vector<ScheduledNote> triggers;
  int pitch = pop();
  int start = 0;
  int length = 0;
  while (true) {
    if (length > 0) {
      pitch = choose_next(pitch, rng);
      start = std::max(0, start + length + draw_gap(length, rng));
    }
    if (start >= frame_count) break;
    length = draw_length(rng);
    const auto placed = roll.place(pitch, start, length, least_frames);
    if (placed && triggers_polyphony(placed->frame_count, rng)) triggers.push_back(*placed);
  }
  add_clashes(roll, triggers, rng);
  std::sort(roll.notes.begin(), roll.notes.end(),
            [](const ScheduledNote& a, const ScheduledNote& b) {
              return a.start_frame != b.start_frame ? a.start_frame < b.start_frame
                                                    : a.pitch_midi < b.pitch_midi;
            });
  return roll.notes;
}

}  // namespace divisi::synth
