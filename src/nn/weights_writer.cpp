// The writing half of weights_file.h; used by the trainer.
#include <cmath>
#include <set>

#include "core/atomic_file.h"
#include "nn/crc32.h"
#include "nn/half.h"
#include "nn/weights_file.h"
#include "nn/weights_layout.h"

namespace divisi::nn {
namespace {

Error refuse(const std::string& name, const std::string& why) {
  return {ErrorCode::invalid_argument, "tensor '" + name + "' " + why, name};
}

float stored_value(float value, WeightType type) {
  return type == WeightType::f16 ? float_from_half(half_from_float(value)) : value;
}

Expected<TensorPlace> place(const TensorToWrite& tensor, std::uint64_t offset) {
  TensorPlace place{tensor.name, tensor.shape, tensor.type, offset};
  for (const int size : tensor.shape) {
    if (size < 1) return refuse(tensor.name, "has a bad shape " + shape_text(tensor.shape));
  }
  if (tensor.shape.empty() || place.value_count() != tensor.values.size()) {
    return refuse(tensor.name, "has " + std::to_string(tensor.values.size()) +
                                   " values, not those of its shape " + shape_text(tensor.shape));
  }
  for (const float value : tensor.values) {
    if (!std::isfinite(stored_value(value, tensor.type))) {
      return refuse(tensor.name, "holds " + std::to_string(value) + ", which cannot be stored");
    }
  }
  return place;
}

void append_values(std::string& bytes, const TensorToWrite& tensor) {
  for (const float value : tensor.values) {
    const std::size_t at = bytes.size();
    bytes.resize(at + bytes_of(tensor.type));
    if (tensor.type == WeightType::f16) {
      write_little(bytes, at, half_from_float(value));
    } else {
      write_little(bytes, at, std::bit_cast<std::uint32_t>(value));
    }
  }
  bytes.resize(align_up(bytes.size()));
}

}  // namespace

Expected<std::string> encode_weights(const WeightsInfo& info,
                                     std::span<const TensorToWrite> tensors) {
  for (const auto& [key, numbers] : info.hyper_parameters) {
    for (const double number : numbers) {
      if (!std::isfinite(number)) {
        return Error{ErrorCode::invalid_argument, "hyper-parameter '" + key + "' is not finite",
                     key};
      }
    }
  }
  WeightsHeader header{info, {}};
  std::set<std::string> names;
  std::uint64_t data_bytes = 0;
  for (const TensorToWrite& tensor : tensors) {
    if (!names.insert(tensor.name).second) return refuse(tensor.name, "is there twice");
    Expected<TensorPlace> placed = place(tensor, data_bytes);
    if (!placed) return placed.error();
    data_bytes = align_up(data_bytes + placed->byte_count());
    header.tensors.push_back(std::move(*placed));
  }
  const std::string json = format_weights_header(header);
  std::string bytes(kHeaderAt, '\0');
  bytes += json;
  bytes.resize(align_up(bytes.size()));
  for (const TensorToWrite& tensor : tensors) append_values(bytes, tensor);
  bytes.replace(0, kWeightsMagic.size(), kWeightsMagic);
  write_little(bytes, kVersionAt, kWeightsVersion);
  write_little(bytes, kFileBytesAt, std::uint64_t(bytes.size()));
  write_little(bytes, kHeaderBytesAt, static_cast<std::uint32_t>(json.size()));
  write_little(bytes, kChecksumAt, crc32(std::string_view(bytes).substr(kFileBytesAt)));
  return bytes;
}

Expected<void> write_weights_file(const std::filesystem::path& path, const WeightsInfo& info,
                                  std::span<const TensorToWrite> tensors) {
  const Expected<std::string> bytes = encode_weights(info, tensors);
  if (!bytes) return bytes.error();
  return core::write_file_atomically(path, std::string_view(*bytes));
}

}  // namespace divisi::nn
