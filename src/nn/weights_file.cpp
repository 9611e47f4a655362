#include "nn/weights_file.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/atomic_file.h"
#include "core/check.h"
#include "nn/crc32.h"
#include "nn/half.h"
#include "nn/weights_layout.h"

namespace divisi::nn {
namespace {

float read_value(std::string_view data, std::size_t at, WeightType type) {
  if (type == WeightType::f16) return float_from_half(read_little<std::uint16_t>(data, at));
  return std::bit_cast<float>(read_little<std::uint32_t>(data, at));
}

/// The fixed part. Returns what is wrong with it, or an empty text.
std::string check_fixed_part(std::string_view bytes) {
  const auto expected = [](const char* what, auto found, auto wanted) {
    return std::string(what) + ": expected " + std::to_string(wanted) + ", found " +
           std::to_string(found);
  };
  const auto file_bytes = read_little<std::uint64_t>(bytes, kFileBytesAt);
  if (file_bytes != bytes.size()) return expected("length in bytes", bytes.size(), file_bytes);
  const auto checksum = read_little<std::uint32_t>(bytes, kChecksumAt);
  const std::uint32_t found = crc32(bytes.substr(kFileBytesAt));
  if (found != checksum) return expected("checksum", found, checksum);
  const auto header_bytes = read_little<std::uint32_t>(bytes, kHeaderBytesAt);
  if (align_up(kHeaderAt + std::uint64_t(header_bytes)) > bytes.size()) {
    return expected("length of the header, at most", header_bytes, bytes.size() - kHeaderAt);
  }
  const auto reserved = read_little<std::uint32_t>(bytes, kReservedAt);
  return reserved == 0 ? "" : expected("reserved field", reserved, 0);
}

}  // namespace

Error WeightsFile::corrupt(const std::string& what) const {
  return {ErrorCode::corrupt, source_ + ": " + what, source_};
}

Expected<WeightsFile> WeightsFile::parse(std::string_view bytes, std::string source) {
  WeightsFile file;
  file.source_ = std::move(source);
  if (bytes.size() < kHeaderAt || bytes.substr(0, kWeightsMagic.size()) != kWeightsMagic) {
    return file.corrupt("not a divisi weights file, which begins with 'divisi-w'");
  }
  const auto version = read_little<std::uint32_t>(bytes, kVersionAt);
  if (version != kWeightsVersion) {
    return Error{ErrorCode::unsupported,
                 file.source_ + ": weights format version " + std::to_string(version) +
                     ", this program reads version " + std::to_string(kWeightsVersion),
                 file.source_};
  }
  if (const std::string wrong = check_fixed_part(bytes); !wrong.empty()) return file.corrupt(wrong);
  const auto header_bytes = read_little<std::uint32_t>(bytes, kHeaderBytesAt);
  Expected<WeightsHeader> header = parse_weights_header(bytes.substr(kHeaderAt, header_bytes));
  if (!header) return file.corrupt(header.error().message);
  file.header_ = std::move(*header);
  const std::string_view data = bytes.substr(align_up(kHeaderAt + std::uint64_t(header_bytes)));
  if (const Expected<void> fine = file.check_places(data.size()); !fine) return fine.error();
  if (const Expected<void> fine = file.decode(data); !fine) return fine.error();
  file.used_.assign(file.values_.size(), false);
  return file;
}

Expected<WeightsFile> WeightsFile::read(const std::filesystem::path& path) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  return parse(*bytes, path.string());
}

Expected<void> WeightsFile::check_places(std::uint64_t data_bytes) const {
  std::vector<const TensorPlace*> by_offset;
  for (const TensorPlace& tensor : header_.tensors) by_offset.push_back(&tensor);
  std::sort(by_offset.begin(), by_offset.end(),
            [](const auto* a, const auto* b) { return a->offset < b->offset; });
  std::uint64_t taken = 0;
  for (const TensorPlace* tensor : by_offset) {
    const std::string named = "tensor '" + tensor->name + "'";
    if (tensor->offset % kWeightsAlignment != 0) {
      return corrupt(named + ": expected an offset that is a multiple of 64, found " +
                     std::to_string(tensor->offset));
    }
    if (tensor->offset < taken) return corrupt(named + " overlaps another");
    if (tensor->offset > data_bytes || tensor->byte_count() > data_bytes - tensor->offset) {
      return corrupt(named + " of shape " + shape_text(tensor->shape) + " ends after the data (" +
                     std::to_string(data_bytes) + " bytes)");
    }
    taken = tensor->offset + tensor->byte_count();
  }
  return {};
}

Expected<void> WeightsFile::decode(std::string_view data) {
  for (const TensorPlace& tensor : header_.tensors) {
    std::vector<float> values(tensor.value_count());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = read_value(data, tensor.offset + i * bytes_of(tensor.type), tensor.type);
      if (!std::isfinite(values[i])) {
        return corrupt("tensor '" + tensor.name + "': value " + std::to_string(i) +
                       " is not a finite number");
      }
    }
    values_.push_back(std::move(values));
  }
  return {};
}

Expected<std::span<const float>> WeightsFile::tensor(std::string_view name,
                                                     const std::vector<int>& shape) {
  for (std::size_t i = 0; i < header_.tensors.size(); ++i) {
    const TensorPlace& found = header_.tensors[i];
    if (found.name != name) continue;
    if (found.shape != shape) {
      return corrupt("tensor '" + found.name + "': expected shape " + shape_text(shape) +
                     ", found " + shape_text(found.shape));
    }
    used_[i] = true;
    return std::span<const float>(values_[i]);
  }
  return corrupt("tensor '" + std::string(name) + "': expected shape " + shape_text(shape) +
                 ", found no such tensor");
}

std::vector<TensorToWrite> WeightsFile::tensors_to_write(std::string_view left_out) const {
  std::vector<TensorToWrite> all;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const TensorPlace& place = header_.tensors[i];
    if (!left_out.empty() && place.name.starts_with(left_out)) continue;
    all.push_back({place.name, place.shape, values_[i], place.type});
  }
  return all;
}

Expected<std::vector<int>> WeightsFile::integers(const std::string& name) const {
  const auto found = header_.info.hyper_parameters.find(name);
  if (found == header_.info.hyper_parameters.end()) {
    return corrupt("hyper-parameter '" + name + "' is missing");
  }
  std::vector<int> numbers;
  for (const double number : found->second) {
    if (number != std::floor(number) || std::abs(number) > std::numeric_limits<int>::max()) {
      return corrupt("hyper-parameter '" + name + "': expected whole numbers, found " +
                     std::to_string(number));
    }
    numbers.push_back(static_cast<int>(number));
  }
  return numbers;
}

Expected<int> WeightsFile::integer(const std::string& name) const {
  const Expected<std::vector<int>> numbers = integers(name);
  if (!numbers) return numbers.error();
  if (numbers->size() != 1) {
    return corrupt("hyper-parameter '" + name + "': expected one number, found " +
                   std::to_string(numbers->size()));
  }
  return numbers->front();
}

Expected<void> WeightsFile::check_all_used() const {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (used_[i]) continue;
    return corrupt("tensor '" + header_.tensors[i].name + "' of shape " +
                   shape_text(header_.tensors[i].shape) + " does not belong to model '" +
                   info().model + "'");
  }
  return {};
}

}  // namespace divisi::nn
