/// Numbers of 16 bits (IEEE 754 binary16), in which weights may be stored at half the size.
///
/// Exact: every half becomes the float of the same value; a float becomes the nearest half, ties to
/// the even one; beyond the largest half (65504, and what rounds to it) it becomes infinity.
/// Thread    safe.
#pragma once

#include <cstdint>

namespace divisi::nn {

float float_from_half(std::uint16_t half);
std::uint16_t half_from_float(float value);

}  // namespace divisi::nn
