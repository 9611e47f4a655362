/// Background noises.
#pragma once

#include "core/rng.h"
#include "synth/clip.h"

namespace divisi::synth {

enum class NoiseKind { white, pink, brown, hum };

/// Unit RMS. Hum is 50 or 60 Hz with harmonics that fall off, and a little hiss.
Signal make_noise(NoiseKind kind, std::size_t sample_count, core::Rng& rng);

}  // namespace divisi::synth
