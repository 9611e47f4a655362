#include "synth/polyphonic_oscillator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "synth/tone.h"

namespace divisi::synth {
namespace {

double shape_at(const Envelope& envelope, double since_s, double length_s) {
  const double attack_s = std::min(envelope.attack_s, 0.5 * length_s);
  double level = std::clamp((since_s + 0.1 * attack_s) / attack_s, 0.0, 1.0);
  const double fallen = std::exp(-std::max(0.0, since_s - attack_s) / envelope.decay_s);
  level *= envelope.sustain + (1.0 - envelope.sustain) * fallen;
  if (since_s > length_s) level *= std::exp(-3.0 * (since_s - length_s) / envelope.release_s);
  return level;
}

ToneContour contour_of(const Note& note, const Envelope& envelope, double phase) {
  const double length_s = note.offset_s - note.onset_s;
  const double start_s = std::max(0.0, note.onset_s - 0.1 * envelope.attack_s);
  const std::size_t start = to_sample(start_s);
  const auto count =
      static_cast<std::size_t>((length_s + 1.5 * envelope.release_s) / kControl_s) + 3;
  ToneContour contour(count, start);
  const double loudness = std::pow(10.0, (note.velocity - 100) / 50.0);
  const double effort = std::clamp((note.velocity - 30) / 85.0, 0.0, 1.0);
  for (std::size_t t = 0; t < count; ++t) {
    const double since_s =
        static_cast<double>(start) / kRateHz + static_cast<double>(t) * kControl_s - note.onset_s;
    const double shape = shape_at(envelope, since_s, length_s);
    contour.level[t] = t + 1 == count ? 0.0F : static_cast<float>(0.3 * loudness * shape);
    contour.effort[t] = static_cast<float>(effort * (0.5 + 0.5 * shape));
    const double vibrato = std::min(1.0, std::max(0.0, since_s - 0.2) / 0.3) *
                           std::sin(phase + 2.0 * std::numbers::pi * envelope.vibrato_hz * since_s);
    contour.pitch_midi[t] = static_cast<float>(
        note.pitch_midi + 0.01 * (envelope.tuning_cents + envelope.vibrato_cents * vibrato));
  }
  return contour;
}

}  // namespace

Envelope draw_envelope(core::Rng& rng) {
  Envelope envelope;
  envelope.attack_s = rng.log_uniform(0.002, 0.08);
  envelope.decay_s = rng.log_uniform(0.08, 1.5);
  envelope.sustain = rng.chance(0.35) ? 0.0 : rng.uniform(0.2, 1.0);
  envelope.release_s = rng.log_uniform(0.02, 0.4);
  envelope.tuning_cents = rng.uniform(-20.0, 20.0);
  if (rng.chance(0.3)) envelope.vibrato_cents = rng.uniform(3.0, 40.0);
  envelope.vibrato_hz = rng.uniform(4.0, 7.0);
  return envelope;
}

Envelope draw_pad_envelope(core::Rng& rng) {
  Envelope envelope = draw_envelope(rng);
  envelope.attack_s = rng.uniform(0.06, 0.25);
  envelope.decay_s = 1.5;
  envelope.sustain = rng.uniform(0.7, 1.0);
  envelope.release_s = rng.uniform(0.2, 0.7);
  return envelope;
}

std::vector<Note> render_polyphonic(const std::vector<Note>& notes, const Spectrum& spectrum,
                                    const Envelope& envelope, core::Rng& rng, Signal& out) {
  std::vector<Note> labels;
  for (Note note : notes) {
    if (envelope.sustain <= 0.0) {  // -40 dB is 4.6 time constants
      note.offset_s =
          std::min(note.offset_s, note.onset_s + envelope.attack_s + 4.6 * envelope.decay_s);
    }
    const double phase = rng.uniform(0.0, 2.0 * std::numbers::pi);
    render_tone(contour_of(note, envelope, phase), spectrum, rng, out);
    labels.push_back(note);
  }
  return labels;
}

}  // namespace divisi::synth
