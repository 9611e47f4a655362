#include "separate/expected_sound.h"

#include <algorithm>
#include <cmath>

#include "core/drums.h"

namespace divisi::separate {
namespace {

constexpr int kMostHarmonics = 40;
/// Tuning and vibrato, as a fraction of the frequency: about 20 cents.
constexpr double kDetune = 0.012;
/// Amplitude falls as 1/h to this power.
constexpr double kRolloff = 1.0;
constexpr double kNoteDecay_s = 1.2;
constexpr double kNoteSustain = 0.5;
constexpr double kNoteRelease_s = 0.08;
/// In releases: what is below this of the peak is nothing (-52 dB).
constexpr double kSilentAfter = 6.0;

struct DrumBand {
  double low_hz, high_hz;  ///< full power between these
  double octaves;          ///< it falls by e for each so many octaves outside
  double decay_s;          ///< of power
};

/// What a stroke of each drum sounds like.
DrumBand drum_band(int key_midi) {
  switch (core::drum_of(key_midi).value_or(core::Drum::rim)) {
    case core::Drum::kick:
      return {30.0, 120.0, 0.35, 0.09};
    case core::Drum::snare:
      return {150.0, 9000.0, 0.5, 0.07};
    case core::Drum::hi_hat:
      return {5000.0, 20000.0, 0.5, 0.05};
    case core::Drum::tom:
      return {70.0, 300.0, 0.4, 0.12};
    case core::Drum::crash:
    case core::Drum::ride:
      return {2500.0, 20000.0, 0.7, 0.5};
    case core::Drum::shaken:
      return {3500.0, 20000.0, 0.6, 0.06};
    case core::Drum::skin:
      return {120.0, 2500.0, 0.5, 0.1};
    case core::Drum::struck:
      return {600.0, 10000.0, 0.5, 0.1};
    case core::Drum::rim:
      break;
  }
  return {300.0, 12000.0, 0.7, 0.08};
}

/// 0 before the frame's window reaches the onset, 1 when half of it has.
double rise(double since_onset_s, double window_s) {
  const double turn = std::clamp(0.5 + since_onset_s / (0.5 * window_s), 0.0, 1.0);
  return turn * turn;
}

}  // namespace

BandProfile harmonic_profile(double f0_hz, double lobe_hz) {
  BandProfile power{};
  for (int h = 1; h <= kMostHarmonics && h * f0_hz < band_hz(kBands - 1) * 1.1; ++h) {
    const double centre = h * f0_hz, drift = kDetune * centre;
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
  return power;
}

BandProfile drum_profile(int key_midi) {
  const DrumBand shape = drum_band(key_midi);
  BandProfile power{};
  for (int band = 0; band < kBands; ++band) {
    const double frequency = std::max(band_hz(band), 5.0);
    double outside = 0.0;
    if (frequency < shape.low_hz) outside = std::log2(shape.low_hz / frequency);
    if (frequency > shape.high_hz) outside = std::log2(frequency / shape.high_hz);
    // The click of the stroke is everywhere, 30 dB down.
    power[std::size_t(band)] = float(std::max(std::exp(-outside / shape.octaves), 1e-3));
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

double stroke_envelope(const Note& stroke, double decay_s, double time_s, double window_s) {
  const double since = time_s - stroke.onset_s;
  // Half a window after the stroke the frame still holds all of it.
  const double ringing = std::max(0.0, since - 0.25 * window_s);
  return rise(since + 0.25 * window_s, window_s) * std::exp(-ringing / decay_s);
}

double stroke_decay_s(int key_midi) { return drum_band(key_midi).decay_s; }

double note_end_s(const Note& note) {
  return std::max(note.offset_s, note.onset_s) + kSilentAfter * kNoteRelease_s;
}

double stroke_end_s(const Note& stroke, double decay_s, double window_s) {
  return stroke.onset_s + window_s + kSilentAfter * decay_s;
}

}  // namespace divisi::separate
