/// Trained weights in one file (or built into the program): named tensors, and where they come
/// from.
///
/// Source    ours, docs/formats/weights.md; after safetensors: a JSON header, then plain data, so
///           that nothing in a file is ever executed.
/// Errors    corrupt (naming what is wrong: not our file, cut short, checksum, overlapping tensors,
///           a value that is no finite number), unsupported (a later version), not_found, io.
///           Any bytes at all give a value or an Error.
/// Thread    one object per thread while tensors are taken from it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"
#include "nn/weights_header.h"

namespace divisi::nn {

/// A tensor on its way into a file.
struct TensorToWrite {
  std::string name;
  std::vector<int> shape;
  std::span<const float> values;  ///< as many as the shape says
  WeightType type = WeightType::f32;
};

/// Weights, read and checked.
class WeightsFile {
 public:
  /// `source` is how messages call the bytes: a file's name, "the built-in weights".
  static Expected<WeightsFile> parse(std::string_view bytes, std::string source);
  static Expected<WeightsFile> read(const std::filesystem::path& path);

  const WeightsInfo& info() const { return header_.info; }
  const std::vector<TensorPlace>& tensors() const { return header_.tensors; }

  /// The values of a tensor, row-major, valid as long as this object. Marks it as used.
  /// Errors: corrupt, naming the tensor, expected and found shape.
  Expected<std::span<const float>> tensor(std::string_view name, const std::vector<int>& shape);

  /// All tensors, valid as long as this object; those whose names begin with `left_out`, unless it
  /// is empty, are not among them. Marks none.
  std::vector<TensorToWrite> tensors_to_write(std::string_view left_out = {}) const;

  /// A hyper-parameter that is a list, or a single number.
  /// Errors: corrupt, naming it; also where a number is not whole or too large for an int.
  Expected<std::vector<int>> integers(const std::string& name) const;
  Expected<int> integer(const std::string& name) const;

  /// Errors: corrupt, naming the first tensor nobody asked for: the file is for another model.
  Expected<void> check_all_used() const;

 private:
  Error corrupt(const std::string& what) const;
  Expected<void> check_places(std::uint64_t data_bytes) const;
  Expected<void> decode(std::string_view data);

  std::string source_;
  WeightsHeader header_;
  std::vector<std::vector<float>> values_;  ///< one for each of header_.tensors
  std::vector<bool> used_;
};

/// The bytes of a weights file.
/// Errors: invalid_argument, naming a tensor whose size is not its shape's, whose name is taken, or
/// which holds a value that is not finite (or not so as f16); or such a hyper-parameter.
Expected<std::string> encode_weights(const WeightsInfo& info,
                                     std::span<const TensorToWrite> tensors);

/// Errors: those of encode_weights(), io. The file is there wholly or not at all.
Expected<void> write_weights_file(const std::filesystem::path& path, const WeightsInfo& info,
                                  std::span<const TensorToWrite> tensors);

}  // namespace divisi::nn
