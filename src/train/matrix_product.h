/// Products of matrices in training, and the numbers they are made of.
///
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <string>

#include <torch/torch.h>

namespace divisi::train {

/// Of factors and products; sums, weights and everything else have 32 bits. CPUs with AMX, and
/// GPUs, multiply bfloat16 several times as fast; other CPUs are slower with it.
enum class Precision { float32, bfloat16 };

/// By its name in recipes.
inline Precision precision_named(const std::string& name) {
  return name == "bfloat16" ? Precision::bfloat16 : Precision::float32;
}

inline torch::ScalarType scalar_type(Precision precision) {
  return precision == Precision::bfloat16 ? torch::kBFloat16 : torch::kFloat32;
}

/// a b, float32; gradients in the same precision.
inline torch::Tensor matrix_product(const torch::Tensor& a, const torch::Tensor& b,
                                    Precision precision) {
  const torch::ScalarType type = scalar_type(precision);
  return torch::mm(a.to(type), b.to(type)).to(torch::kFloat32);
}

}  // namespace divisi::train
