/// What a network over a list of items needs beside linear layers: attention to neighbours in the
/// list, and vectors of one size.
///
/// Shapes    maps [N, 1, C]: an item for each frame, one position. Outputs take the shape they
///           need.
/// Errors    none; a wrong shape is a programming error.
/// Thread    const-safe.
#pragma once

#include "nn/tensor.h"

namespace divisi::nn {

inline constexpr float kNormaliseEpsilon = 1e-5f;  ///< added to the variance

/// The channels of every place to mean 0 and variance 1 (Ba et al. 2016, eq. 3, without gain and
/// bias: the linear layer that follows has them). `out` may be `in`.
void normalise(const Map& in, Map& out);

/// The channels of every place to a vector of length 1; zeros stay zeros. `out` may be `in`.
void unit_length(const Map& in, Map& out);

/// Every item looks at those up to r places before and after it:
///
///     out[n] = sum over k of softmax_k(q[n] · key[n+k] / sqrt(C/H) + bias[n, k+r]) value[n+k]
///
/// in each of H heads apart, k from -r to r, items outside the list left out.
/// Source    Vaswani et al. 2017, eq. 1; biases for relative places: Shaw et al. 2018, section 3.
/// Shapes    query, key, value [N, 1, C]; bias [N, 2r+1, H], H divides C -> out [N, 1, C].
/// Cost      O(N r C). `out` is none of the inputs.
void attend_nearby(const Map& query, const Map& key, const Map& value, const Map& bias, Map& out);

/// How well two items up to r places apart go together, the same for both:
///
///     out[n, k+r] = v[n] · v[n+k] + (bias[n, k+r] + bias[n+k, r-k]) / 2
///
/// and 0 where n+k is outside the list.
/// Shapes    vectors [N, 1, C]; bias [N, 2r+1, 1] -> out [N, 2r+1, 1].
/// Cost      O(N r C). `out` is none of the inputs.
void agree_nearby(const Map& vectors, const Map& bias, Map& out);

}  // namespace divisi::nn
