/// The JSON part of a weights file: what the file says about itself. See docs/formats/weights.md.
///
/// Errors    corrupt, with a message that does not yet name the file.
/// Thread    safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"

namespace divisi::nn {

/// What a weights file says about where it comes from and what it is for.
struct WeightsInfo {
  std::string name;     ///< of these weights
  std::string model;    ///< the architecture that they fit
  std::string licence;  ///< SPDX expression
  std::string
      recipe;  ///< how they were trained: the recipe's text or name, or several (join_histories())
  std::string commit;  ///< of the program that trained them
  /// Sizes of the architecture: a number is a list of one.
  std::map<std::string, std::vector<double>> hyper_parameters;
};

enum class WeightType { f32, f16 };

std::size_t bytes_of(WeightType type);

/// Where a tensor lies. `offset` counts bytes from the start of the data, after the header.
struct TensorPlace {
  std::string name;
  std::vector<int> shape;
  WeightType type = WeightType::f32;
  std::uint64_t offset = 0;

  /// Product of the shape; parse_weights_header() has made sure that it is small enough.
  std::uint64_t value_count() const;
  std::uint64_t byte_count() const { return value_count() * bytes_of(type); }
};

struct WeightsHeader {
  WeightsInfo info;
  std::vector<TensorPlace> tensors;
};

/// "[3, 32]", for messages.
std::string shape_text(const std::vector<int>& shape);

Expected<WeightsHeader> parse_weights_header(std::string_view json);
std::string format_weights_header(const WeightsHeader& header);

}  // namespace divisi::nn
