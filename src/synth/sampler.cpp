#include "synth/sampler.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/degrade.h"

namespace divisi::synth {
namespace {

constexpr int kFarthest = 4;  // semitones that a recorded note is moved at most
constexpr double kLegatoFade_s = 0.03;

/// Catmull and Rom's cubic through four samples.
float interpolate(const Signal& sound, double position) {
  const auto index = static_cast<std::ptrdiff_t>(position);
  const auto count = static_cast<std::ptrdiff_t>(sound.size());
  const auto at = [&](std::ptrdiff_t i) {
    return i >= 0 && i < count ? sound[static_cast<std::size_t>(i)] : 0.0F;
  };
  const auto x = static_cast<float>(position - static_cast<double>(index));
  const float a = at(index - 1);
  const float b = at(index);
  const float c = at(index + 1);
  const float d = at(index + 2);
  return b + 0.5F * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
}

/// A recorded note being played: a place in it that moves at a changing speed, round its loop.
class Playback {
 public:
  Playback(const RecordedNote& note, double start_sample) : note_(note), position_(start_sample) {}

  float step(double speed) {
    const float sample = interpolate(note_.sound, position_);
    position_ += speed;
    if (note_.loop_end > note_.loop_start && position_ >= static_cast<double>(note_.loop_end)) {
      position_ -= static_cast<double>(note_.loop_end - note_.loop_start);
    }
    return sample;
  }

  double speed_for(double pitch_midi) const {
    return std::pow(2.0, (pitch_midi - note_.pitch_midi - note_.offset_cents / 100.0) / 12.0);
  }

 private:
  const RecordedNote& note_;
  double position_;
};

/// One of the nearest recorded notes; of several, one whose loudness was near `velocity`.
const RecordedNote* choose(const SampleSet& set, int pitch_midi, int velocity, core::Rng& rng) {
  for (int distance = 0; distance <= kFarthest; ++distance) {
    const int side = rng.chance(0.5) ? 1 : -1;
    for (const int pitch : {pitch_midi + side * distance, pitch_midi - side * distance}) {
      const auto found = set.notes.find(pitch);
      if (found == set.notes.end()) continue;
      const RecordedNote* best = nullptr;
      double least = 1e9;
      for (const RecordedNote& note : found->second) {
        const double difference = std::abs(note.velocity - velocity) + rng.uniform(0.0, 25.0);
        if (difference < least) best = &note;
        least = std::min(least, difference);
      }
      return best;
    }
  }
  return nullptr;
}

/// One note of a line: from where, until where, and how it begins.
struct Segment {
  std::size_t start = 0;
  std::size_t end = 0;
  bool tied = false;       ///< begins inside the recorded note, cross-faded
  bool tied_next = false;  ///< goes on a little under the next note
};

void add_segment(const Segment& segment, const RecordedNote& note, const ToneContour& contour,
                 Signal& out) {
  const std::size_t fade = to_sample(kLegatoFade_s);
  const std::size_t end = std::min(out.size(), segment.end + (segment.tied_next ? fade : 0));
  const auto steady = static_cast<double>(note.loop_start);
  Playback playback(note, segment.tied ? steady * 0.6 : 0.0);
  double speed = 1.0;
  for (std::size_t i = segment.start; i < end; ++i) {
    const std::size_t t = std::min(i / kControlSamples, contour.size() - 2);
    const float ramp = static_cast<float>(i % kControlSamples) / kControlSamples;
    if (i % 16 == 0 || i == segment.start) {
      const float pitch =
          contour.pitch_midi[t] + ramp * (contour.pitch_midi[t + 1] - contour.pitch_midi[t]);
      speed = playback.speed_for(pitch);
    }
    float gain = contour.level[t] + ramp * (contour.level[t + 1] - contour.level[t]);
    if (segment.tied && i < segment.start + fade) {
      gain *= static_cast<float>(i - segment.start) / static_cast<float>(fade);
    }
    if (segment.tied_next && i >= segment.end) {
      gain *= 1.0F - static_cast<float>(i - segment.end) / static_cast<float>(fade);
    }
    out[i] += gain * playback.step(speed);
  }
}

}  // namespace

bool SampleSet::can_play(int pitch_midi) const {
  const auto near = notes.lower_bound(pitch_midi - kFarthest);
  return near != notes.end() && near->first <= pitch_midi + kFarthest;
}

std::vector<Note> play_samples(const std::vector<Note>& notes, const SampleSet& set,
                               double tuning_cents, core::Rng& rng, Signal& out) {
  std::vector<Note> labels;
  const double release_s = rng.uniform(0.03, 0.15);
  for (const Note& note : notes) {
    const RecordedNote* recorded = choose(set, note.pitch_midi, note.velocity, rng);
    if (recorded == nullptr) continue;
    Playback playback(*recorded, 0.0);
    const double speed = playback.speed_for(note.pitch_midi + tuning_cents / 100.0);
    const std::size_t start = to_sample(note.onset_s);
    const std::size_t release = to_sample(note.offset_s);
    const std::size_t end = std::min(out.size(), release + to_sample(1.5 * release_s));
    const auto damp = static_cast<float>(std::exp(-4.6 / (release_s * kRateHz)));
    auto gain = static_cast<float>(std::pow(10.0, (note.velocity - 100) / 50.0));
    for (std::size_t i = start; i < end; ++i) {
      if (i >= release) gain *= damp;
      out[i] += gain * playback.step(speed);
    }
    Note label = note;
    const double recorded_s = static_cast<double>(recorded->sound.size()) / kRateHz;
    label.offset_s =
        std::min(note.offset_s, note.onset_s + std::min(recorded->decay_s, recorded_s) / speed);
    labels.push_back(label);
  }
  return labels;
}

std::vector<Note> sing_samples(const std::vector<Note>& notes, const SampleSet& set,
                               const Expression& expression, core::Rng& rng, Signal& out) {
  std::vector<Note> playable = notes;
  std::erase_if(playable, [&](const Note& note) { return !set.can_play(note.pitch_midi); });
  Expression habits = expression;
  // The recorded notes bring their own attacks, breath and small movements of pitch.
  habits.attack_s = rng.uniform(0.004, 0.03);
  habits.noise_level = 0.0;
  habits.chiff_level = 0.0;
  habits.growl_depth = 0.0;
  habits.jitter_cents = 0.0;
  habits.intonation_cents *= 0.6;
  habits.drift_cents *= 0.5;
  habits.murmur_probability = 0.0;
  const double duration_s = static_cast<double>(out.size()) / kRateHz;
  const ExpressiveLine line = plan_line(playable, habits, duration_s, rng);
  for (std::size_t i = 0; i < line.labels.size(); ++i) {
    const Note& label = line.labels[i];
    const RecordedNote* recorded = choose(set, label.pitch_midi, label.velocity, rng);
    if (recorded == nullptr) continue;
    Segment segment;
    segment.start = to_sample(label.onset_s);
    segment.tied = i > 0 && label.onset_s - line.labels[i - 1].offset_s < 1e-6;
    const bool last = i + 1 == line.labels.size();
    segment.tied_next = !last && line.labels[i + 1].onset_s - label.offset_s < 1e-6;
    // The contour ends the sound: the release, or the gap before the next note.
    const double next_s = last ? duration_s : line.labels[i + 1].onset_s;
    segment.end = to_sample(std::min(next_s, label.offset_s + 3.0));
    add_segment(segment, *recorded, line.contour, out);
  }
  for (const NoiseBurst& burst : line.bursts) render_burst(burst, rng, out);
  return line.labels;
}

}  // namespace divisi::synth
