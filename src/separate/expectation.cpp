#include "separate/expectation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "score/percussion.h"

namespace divisi::separate {
namespace {

constexpr int kMostHarmonics = 40;
/// Tuning and vibrato, as a fraction of the frequency: about 20 cents.
constexpr double kDetune = 0.012;
/// Amplitude falls as 1/h to this power.
constexpr double kRolloff = 1.0;
/// Between harmonics, of the fundamental's power.
constexpr double kBreath = 3e-4;
constexpr double kNoteDecay_s = 1.2;
constexpr double kNoteSustain = 0.5;
constexpr double kNoteRelease_s = 0.08;
/// In releases: what is below this of the peak is nothing (-52 dB).
constexpr double kSilentAfter = 6.0;

struct DrumBand {
  double low_hz, high_hz;  ///< full power between these
  double octaves;          ///< it falls by e for each so many octaves outside
  double power;
  double decay_s;  ///< of power
};

/// What a stroke of each class sounds like.
DrumBand drum_band(score::PercussionClass kind) {
  switch (kind) {
    case score::PercussionClass::kick:
      return {30.0, 120.0, 0.35, 0.5, 0.09};
    case score::PercussionClass::snare:
      return {150.0, 9000.0, 0.5, 0.03, 0.07};
    case score::PercussionClass::hi_hat:
      return {5000.0, 20000.0, 0.5, 0.02, 0.05};
    case score::PercussionClass::tom:
      return {70.0, 300.0, 0.4, 0.3, 0.12};
    case score::PercussionClass::cymbal:
      return {2500.0, 20000.0, 0.7, 0.02, 0.5};
    case score::PercussionClass::other:
      break;
  }
  return {300.0, 12000.0, 0.7, 0.02, 0.08};
}

double stroke_decay_s(const Note& stroke) {
  return drum_band(score::percussion_class(stroke.pitch_midi)).decay_s;
}

double velocity_power(const Note& note) {
  const double amplitude = note.velocity / 127.0;
  return amplitude * amplitude;
}

/// 0 before the frame's window reaches the onset, 1 when half of it has.
double rise(double since_onset_s, double window_s) {
  const double turn = std::clamp(0.5 + since_onset_s / (0.5 * window_s), 0.0, 1.0);
  return turn * turn;
}

}  // namespace

BandProfile harmonic_profile(int pitch_midi, double lobe_hz) {
  BandProfile power{};
  const double f0 = 440.0 * std::exp2((pitch_midi - 69) / 12.0);
  for (int h = 1; h <= kMostHarmonics && h * f0 < band_hz(kBands - 1) * 1.1; ++h) {
    const double centre = h * f0, drift = kDetune * centre;
    const double width = std::sqrt(lobe_hz * lobe_hz + drift * drift);
    // A wider ridge holds the same power.
    const double peak = std::pow(h, -2.0 * kRolloff) * lobe_hz / width;
    const int from = std::max(0, int(band_at(centre - 4.0 * width)));
    const int to = std::min(kBands - 1, int(band_at(centre + 4.0 * width)) + 1);
    for (int band = from; band <= to; ++band) {
      const double off = (band_hz(band) - centre) / width;
      power[std::size_t(band)] += float(peak * std::exp(-0.5 * off * off));
    }
  }
  for (int band = 0; band < kBands; ++band) {
    const double ratio = band_hz(band) / f0;
    const double breath = ratio < 1.0 ? std::pow(ratio, 4.0) : 1.0 / ratio;
    power[std::size_t(band)] += float(kBreath * breath);
  }
  return power;
}

BandProfile drum_profile(int key_midi) {
  const DrumBand shape = drum_band(score::percussion_class(key_midi));
  BandProfile power{};
  for (int band = 0; band < kBands; ++band) {
    const double frequency = std::max(band_hz(band), 5.0);
    double outside = 0.0;
    if (frequency < shape.low_hz) outside = std::log2(shape.low_hz / frequency);
    if (frequency > shape.high_hz) outside = std::log2(frequency / shape.high_hz);
    // The click of the stroke is everywhere, 30 dB down.
    power[std::size_t(band)] =
        float(shape.power * std::max(std::exp(-outside / shape.octaves), 1e-3));
  }
  return power;
}

double note_envelope(const Note& note, double time_s, double window_s) {
  const double since = time_s - note.onset_s, after = time_s - note.offset_s;
  double power = rise(since, window_s);
  if (since > 0.0) {
    power *= kNoteSustain + (1.0 - kNoteSustain) * std::exp(-since / kNoteDecay_s);
  }
  if (after > 0.0) power *= std::exp(-after / kNoteRelease_s);
  return power;
}

double stroke_envelope(const Note& stroke, double time_s, double window_s) {
  const double since = time_s - stroke.onset_s;
  // Half a window after the stroke the frame still holds all of it.
  const double ringing = std::max(0.0, since - 0.25 * window_s);
  return rise(since + 0.25 * window_s, window_s) * std::exp(-ringing / stroke_decay_s(stroke));
}

Expectation::Expectation(const std::vector<Part>& parts, const features::StftSpec& spec,
                         int sample_rate_hz)
    : parts_(parts),
      window_s_(double(spec.window_samples) / sample_rate_hz),
      before_s_(0.5 * window_s_),
      sounding_(parts.size()) {
  const double lobe_hz = 0.6 / window_s_;
  for (int pitch = 0; pitch < 128; ++pitch) {
    pitched_.push_back(harmonic_profile(pitch, lobe_hz));
    struck_.push_back(drum_profile(pitch));
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    Sounding& sounding = sounding_[p];
    for (const Note& note : parts[p].notes) sounding.by_onset.push_back(&note);
    std::stable_sort(sounding.by_onset.begin(), sounding.by_onset.end(),
                     [](const Note* a, const Note* b) { return a->onset_s < b->onset_s; });
    for (const Note* note : sounding.by_onset) {
      sounding.ends_s.push_back(
          parts[p].is_drums
              ? note->onset_s + window_s_ + kSilentAfter * stroke_decay_s(*note)
              : std::max(note->offset_s, note->onset_s) + kSilentAfter * kNoteRelease_s);
    }
  }
  restart();
}

void Expectation::restart() {
  last_s_ = -std::numeric_limits<double>::infinity();
  for (Sounding& sounding : sounding_) {
    sounding.active.clear();
    sounding.next = 0;
  }
}

void Expectation::advance(Sounding& sounding, double time_s) const {
  while (sounding.next < sounding.by_onset.size() &&
         sounding.by_onset[sounding.next]->onset_s <= time_s + before_s_) {
    sounding.active.push_back(sounding.next++);
  }
  std::erase_if(sounding.active, [&](std::size_t note) { return sounding.ends_s[note] < time_s; });
}

void Expectation::at(double time_s, float* power) {
  if (time_s < last_s_) restart();
  last_s_ = time_s;
  for (std::size_t p = 0; p < parts_.size(); ++p, power += kBands) {
    std::fill_n(power, kBands, 0.0F);
    advance(sounding_[p], time_s);
    for (const std::size_t index : sounding_[p].active) {
      const Note& note = *sounding_[p].by_onset[index];
      const bool struck = parts_[p].is_drums;
      const BandProfile& profile =
          (struck ? struck_ : pitched_)[std::size_t(std::clamp(note.pitch_midi, 0, 127))];
      const double envelope = struck ? stroke_envelope(note, time_s, window_s_)
                                     : note_envelope(note, time_s, window_s_);
      const float gain = float(envelope * velocity_power(note));
      for (int band = 0; band < kBands; ++band) power[band] += gain * profile[std::size_t(band)];
    }
  }
}

}  // namespace divisi::separate
