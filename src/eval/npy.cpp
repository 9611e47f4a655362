#include "eval/npy.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/atomic_file.h"
#include "core/check.h"

namespace divisi::eval {
namespace {

static_assert(std::endian::native == std::endian::little, "cells are copied as they are");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxDimensions = 4;

Error corrupt(const std::string& name, const std::string& what) {
  return {ErrorCode::corrupt, name + ": " + what, name};
}

struct Header {
  bool is_double = false;
  std::vector<std::size_t> shape;
  std::size_t cell_count = 1;
  std::size_t data_start = 0;
};

/// The text after `'key':` in the header's dictionary, or nothing.
std::string_view after_key(std::string_view dictionary, std::string_view key) {
  const std::size_t at = dictionary.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) return {};
  std::string_view rest = dictionary.substr(at + key.size() + 2);
  const std::size_t start = rest.find_first_not_of(" :");
  return start == std::string_view::npos ? std::string_view() : rest.substr(start);
}

/// Reads "(3, 4)" into `header`; false when it is none or too large to be true.
bool read_shape(std::string_view text, Header& header) {
  const std::size_t close = text.find(')');
  if (text.empty() || text[0] != '(' || close == std::string_view::npos) return false;
  std::string_view rest = text.substr(1, close - 1);
  while (true) {
    const std::size_t start = rest.find_first_not_of(" ,");
    if (start == std::string_view::npos) return true;
    rest.remove_prefix(start);
    std::size_t extent = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), extent);
    if (error != std::errc()) return false;
    const bool overflows =
        extent != 0 &&
        header.cell_count > std::numeric_limits<std::uint32_t>::max() * 8ULL / extent;
    if (overflows || header.shape.size() == kMaxDimensions) return false;
    header.shape.push_back(extent);
    header.cell_count *= extent;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
}

/// Where the dictionary is: its length is 2 bytes in format 1, 4 bytes later.
Expected<std::string_view> dictionary_of(std::string_view bytes, const std::string& name) {
  if (bytes.substr(0, kMagic.size()) != kMagic || bytes.size() < 10) {
    return corrupt(name, "found no NumPy header, expected a .npy file");
  }
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) {
    return Error{ErrorCode::unsupported,
                 name + ": found format " + std::to_string(version) + ", expected 1, 2 or 3", name};
  }
  std::size_t start = 10;
  std::size_t length = byte(8) | byte(9) << 8U;
  if (version > 1) {
    if (bytes.size() < 12) return corrupt(name, "ends inside its header");
    start = 12;
    length |= byte(10) << 16U | byte(11) << 24U;
  }
  if (length > bytes.size() - start) return corrupt(name, "ends inside its header");
  return bytes.substr(start, length);
}

Expected<Header> read_header(std::string_view bytes, const std::string& name) {
  const Expected<std::string_view> dictionary = dictionary_of(bytes, name);
  if (!dictionary) return dictionary.error();
  Header header;
  header.data_start =
      static_cast<std::size_t>(dictionary->data() - bytes.data()) + dictionary->size();
  const std::string_view type = after_key(*dictionary, "descr").substr(0, 5);
  header.is_double = type == "'<f8'";
  if (!header.is_double && type != "'<f4'") {
    return Error{ErrorCode::unsupported,
                 name + ": found cells of type " + std::string(type) + ", expected '<f4' or '<f8'",
                 name};
  }
  if (after_key(*dictionary, "fortran_order").substr(0, 5) != "False") {
    return Error{ErrorCode::unsupported, name + ": expected fortran_order False", name};
  }
  if (!read_shape(after_key(*dictionary, "shape"), header)) {
    return corrupt(name, "found no usable shape in its header");
  }
  const std::size_t expected = header.cell_count * (header.is_double ? 8 : 4);
  const std::size_t found = bytes.size() - header.data_start;
  if (found != expected) {
    return corrupt(name, "found " + std::to_string(found) + " bytes of cells, expected " +
                             std::to_string(expected));
  }
  return header;
}

template <class From, class To>
std::vector<To> cells_of(std::string_view data, std::size_t count) {
  std::vector<To> cells(count);
  for (std::size_t i = 0; i < count; ++i) {
    From cell;
    std::memcpy(&cell, data.data() + i * sizeof(From), sizeof(From));
    cells[i] = static_cast<To>(cell);
  }
  return cells;
}

}  // namespace

template <class T>
Expected<NpyArray<T>> parse_npy(std::string_view bytes, const std::string& name) {
  const Expected<Header> header = read_header(bytes, name);
  if (!header) return header.error();
  const std::string_view data = bytes.substr(header->data_start);
  return NpyArray<T>{header->shape, header->is_double
                                        ? cells_of<double, T>(data, header->cell_count)
                                        : cells_of<float, T>(data, header->cell_count)};
}

template <class T>
Expected<NpyArray<T>> read_npy(const std::filesystem::path& path) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  return parse_npy<T>(*bytes, path.string());
}

template <class T>
std::string format_npy(std::span<const T> cells, const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  std::string extents;
  for (const std::size_t extent : shape) {
    count *= extent;
    extents += std::to_string(extent) + ",";
  }
  DIVISI_CHECK(count == cells.size(), "the shape must hold the cells");
  const char* type = std::is_same_v<T, double> ? "<f8" : "<f4";
  std::string dictionary = "{'descr': '" + std::string(type) +
                           "', 'fortran_order': False, 'shape': (" + extents + "), }";
  // Cells begin at a multiple of 64 bytes, so that the file can be mapped.
  dictionary.append(63 - (10 + dictionary.size()) % 64, ' ');
  dictionary += '\n';
  std::string bytes(kMagic);
  bytes += {'\x01', '\x00', static_cast<char>(dictionary.size() & 0xFFU),
            static_cast<char>(dictionary.size() >> 8U)};
  bytes += dictionary;
  bytes.append(reinterpret_cast<const char*>(cells.data()), cells.size_bytes());
  return bytes;
}

template <class T>
Expected<void> write_npy(const std::filesystem::path& path, std::span<const T> cells,
                         const std::vector<std::size_t>& shape) {
  return core::write_file_atomically(path, format_npy(cells, shape));
}

template Expected<NpyArray<float>> parse_npy(std::string_view, const std::string&);
template Expected<NpyArray<double>> parse_npy(std::string_view, const std::string&);
template Expected<NpyArray<float>> read_npy(const std::filesystem::path&);
template Expected<NpyArray<double>> read_npy(const std::filesystem::path&);
template std::string format_npy(std::span<const float>, const std::vector<std::size_t>&);
template std::string format_npy(std::span<const double>, const std::vector<std::size_t>&);
template Expected<void> write_npy(const std::filesystem::path&, std::span<const float>,
                                  const std::vector<std::size_t>&);
template Expected<void> write_npy(const std::filesystem::path&, std::span<const double>,
                                  const std::vector<std::size_t>&);

}  // namespace divisi::eval
