/// Convolution with long responses.
///
/// Source    overlap-add.
/// Thread    safe.
#pragma once

#include "synth/clip.h"

namespace divisi::synth {

/// The first signal.size() samples of signal * response.
Signal convolve(const Signal& signal, const Signal& response);

}  // namespace divisi::synth
