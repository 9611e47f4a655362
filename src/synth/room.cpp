#include "synth/room.h"

#include <algorithm>
#include <cmath>

#include "synth/biquad.h"

namespace divisi::synth {

Room draw_room(core::Rng& rng) {
  Room room;
  room.rt60_s = rng.log_uniform(0.15, 1.8);
  room.wet_db = rng.uniform(-22.0, 0.0);
  room.treble_hz = rng.uniform(1500.0, 8000.0);
  return room;
}

Signal room_response(const Room& room, core::Rng& rng) {
  const std::size_t length = to_sample(std::min(1.8, 0.9 * room.rt60_s) + 0.02);
  Signal tail(length, 0.0F);
  const double first_s = rng.uniform(0.002, 0.02);
  const std::size_t tail_start = to_sample(first_s + 0.01);
  // -60 dB of amplitude after rt60: exp(-6.9 t / rt60).
  for (std::size_t i = tail_start; i < length; ++i) {
    const double time_s = static_cast<double>(i) / kRateHz;
    tail[i] =
        static_cast<float>((2.0 * rng.uniform() - 1.0) * std::exp(-6.9 * time_s / room.rt60_s));
  }
  // A short fading low-pass after a wide one: the treble of the late tail is gone.
  Biquad::low_pass(room.treble_hz, 0.6).apply(tail);
  const int reflections = rng.integer(3, 10);
  for (int i = 0; i < reflections; ++i) {
    const double time_s = first_s + rng.uniform(0.0, 0.05);
    const double level = rng.uniform(0.5, 2.5) * std::exp(-6.9 * time_s / room.rt60_s);
    const std::size_t at = to_sample(time_s);
    if (at < length) tail[at] += static_cast<float>(rng.chance(0.5) ? level : -level);
  }
  double energy = 1e-12;
  for (const float sample : tail) energy += static_cast<double>(sample) * sample;
  const auto gain = static_cast<float>(std::pow(10.0, room.wet_db / 20.0) / std::sqrt(energy));
  for (float& sample : tail) sample *= gain;
  tail[0] += 1.0F;
  return tail;
}

}  // namespace divisi::synth
