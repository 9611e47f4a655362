/// All that inference needs besides the tap convolution (nn/tap_conv.h): a closed vocabulary.
///
/// Shapes    maps [T, P, C]; outputs take the shape they need. Outputs may be an input unless said.
/// Errors    none; a wrong shape is a programming error.
/// Thread    const-safe. Realtime: yes, once outputs have had their greatest size.
#pragma once

#include <span>

#include "nn/tap_conv.h"
#include "nn/tensor.h"

namespace divisi::nn {

/// Each value through an activation. sigmoid is accurate to 3e-7 of its value (tested) down to
/// x = -87, below which it stays at its value there, 1.6e-38.
void activate(const Map& in, Map& out, Activation activation, float slope = 0.01f);

/// a + b, of one shape.
void add(const Map& a, const Map& b, Map& out);

/// The channels of all maps, one after the other. Requires: at least one map, all of the same
/// frames and positions; `out` is none of them.
void concat_channels(std::span<const Map* const> maps, Map& out);

/// Channels [begin, begin + count). Requires: they are there; `out` is not `in`.
void slice_channels(const Map& in, int begin, int count, Map& out);

/// Every channel's values at all positions of a frame as shares: e^x over its sum. `out` may be
/// `in`.
void share_positions(const Map& in, Map& out);

/// Of every channel its mean over the positions, weighted by w = sounding + 0.05, and the greatest
/// of x + ln w, in each frame: [T, 1, 2 C]. Requires: at least one position; `sounding` [T, P],
/// from 0 to 1; `out` is not `in`.
void pool_positions(const Map& in, std::span<const float> sounding, Map& out);
inline constexpr float kLeastPoolWeight = 0.05f;

/// e^x for plain numbers, to 2 units in the last place within [-87, 88]; clamped outside.
/// Requires: as many in as out.
void exponential(std::span<const float> in, std::span<float> out);

/// 1 / (1 + e^-x) for plain numbers. Requires: as many in as out.
void sigmoid(std::span<const float> in, std::span<float> out);

}  // namespace divisi::nn
