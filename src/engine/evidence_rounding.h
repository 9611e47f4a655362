/// The steps in which probabilities are kept.
///
/// Evidence is rounded before it is decoded, and evidence files hold exactly these steps: deciding
/// again from a file gives the very same notes. A step is far below what a network means by its
/// outputs: 1/65535 for onset, frame and offset; 1/127 for velocity, which MIDI has no more of.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace divisi::engine {

inline constexpr float kProbabilitySteps = 65535.0f;
inline constexpr float kVelocitySteps = 127.0f;

/// NaN becomes 0; the rest is brought into [0, 1].
inline std::uint32_t to_step(float probability, float steps) {
  if (!(probability > 0.0f)) return 0;
  return static_cast<std::uint32_t>(std::min(probability, 1.0f) * steps + 0.5f);
}

inline float from_step(std::uint32_t step, float steps) { return static_cast<float>(step) / steps; }

inline float rounded(float probability, float steps) {
  return from_step(to_step(probability, steps), steps);
}

}  // namespace divisi::engine
