#include "data/mat_file.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/atomic_file.h"

namespace divisi::data {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMaxInflatedBytes = 256U << 20U;
constexpr int kMaxDepth = 8;

enum Type : std::uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kSingle = 7,
  kDouble = 9,
  kInt64 = 12,
  kUint64 = 13,
  kMatrix = 14,
  kCompressed = 15
};
constexpr std::uint8_t kCellClass = 1;
constexpr std::uint8_t kFirstNumberClass = 6;
constexpr std::uint8_t kLastNumberClass = 15;

template <class T>
T load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

/// One tagged piece of the file.
struct Element {
  std::uint32_t type = 0;
  std::string_view data;
};

/// Takes the next element off `rest`; false when the sizes do not fit. `is_padded`: elements inside
/// a matrix fill up to a multiple of 8 bytes, compressed ones do not.
bool take_element(std::string_view& rest, Element& element) {
  if (rest.size() < 8) return false;
  const auto tag = load<std::uint32_t>(rest.data());
  if (tag >> 16U != 0) {  // small: type, size and up to 4 bytes of data in 8 bytes
    const std::size_t size = tag >> 16U;
    if (size > 4) return false;
    element = {tag & 0xFFFFU, rest.substr(4, size)};
    rest.remove_prefix(8);
    return true;
  }
  const std::size_t size = load<std::uint32_t>(rest.data() + 4);
  if (size > rest.size() - 8) return false;
  element = {tag, rest.substr(8, size)};
  const std::size_t padded = tag == kCompressed ? size : (size + 7) / 8 * 8;
  rest.remove_prefix(std::min(rest.size(), 8 + padded));
  return true;
}

template <class T>
void append(std::string_view data, std::vector<double>& numbers) {
  for (std::size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T)) {
    numbers.push_back(static_cast<double>(load<T>(data.data() + at)));
  }
}

/// Numbers are stored in the smallest type that holds them, whatever the matrix's class.
bool read_numbers(const Element& element, std::vector<double>& numbers) {
  switch (element.type) {
    case kInt8:
      append<std::int8_t>(element.data, numbers);
      return true;
    case kUint8:
      append<std::uint8_t>(element.data, numbers);
      return true;
    case kInt16:
      append<std::int16_t>(element.data, numbers);
      return true;
    case kUint16:
      append<std::uint16_t>(element.data, numbers);
      return true;
    case kInt32:
      append<std::int32_t>(element.data, numbers);
      return true;
    case kUint32:
      append<std::uint32_t>(element.data, numbers);
      return true;
    case kSingle:
      append<float>(element.data, numbers);
      return true;
    case kDouble:
      append<double>(element.data, numbers);
      return true;
    case kInt64:
      append<std::int64_t>(element.data, numbers);
      return true;
    case kUint64:
      append<std::uint64_t>(element.data, numbers);
      return true;
    default:
      return false;
  }
}

Expected<std::string> inflate_all(std::string_view compressed, const std::string& name) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return Error{ErrorCode::internal, name + ": zlib failed", name};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string inflated;
  int status = Z_OK;
  while (status == Z_OK && inflated.size() < kMaxInflatedBytes) {
    char block[65536];
    stream.next_out = reinterpret_cast<Bytef*>(block);
    stream.avail_out = sizeof block;
    status = inflate(&stream, Z_NO_FLUSH);
    inflated.append(block, sizeof block - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status == Z_STREAM_END) return inflated;
  return Error{ErrorCode::corrupt, name + ": compressed data are broken or too large", name};
}

class MatParser {
 public:
  explicit MatParser(const std::string& name) : name_(name) {}

  Expected<void> parse_variables(std::string_view bytes, int depth,
                                 std::vector<MatArray>& variables) const {
    if (depth > kMaxDepth) return corrupt("nested too deep");
    while (bytes.size() >= 8) {
      Element element;
      if (!take_element(bytes, element)) return corrupt("ends inside a variable");
      if (element.type == kCompressed) {
        const Expected<std::string> inflated = inflate_all(element.data, name_);
        if (!inflated) return inflated.error();
        if (auto parsed = parse_variables(*inflated, depth + 1, variables); !parsed) return parsed;
      } else if (element.type == kMatrix) {
        Expected<MatArray> variable = parse_matrix(element.data, depth);
        if (!variable) return variable.error();
        variables.push_back(std::move(*variable));
      }
    }
    return {};
  }

 private:
  Expected<MatArray> parse_matrix(std::string_view data, int depth) const {
    if (data.empty()) return MatArray{};  // an empty cell
    Element flags;
    Element dimensions;
    Element title;
    if (!take_element(data, flags) || !take_element(data, dimensions) ||
        !take_element(data, title) || flags.data.size() < 8 || dimensions.data.size() < 8) {
      return corrupt("found a matrix without its flags, dimensions and name");
    }
    if (dimensions.data.size() != 8) return unsupported("more than two dimensions");
    MatArray array;
    array.name = std::string(title.data);
    const auto rows = load<std::int32_t>(dimensions.data.data());
    const auto columns = load<std::int32_t>(dimensions.data.data() + 4);
    if (rows < 0 || columns < 0) return corrupt("found negative dimensions");
    array.rows = static_cast<std::size_t>(rows);
    array.columns = static_cast<std::size_t>(columns);
    const auto kind = static_cast<std::uint8_t>(flags.data[0]);
    const bool is_complex = (static_cast<std::uint8_t>(flags.data[1]) & 8U) != 0;
    if (is_complex) return unsupported("complex numbers");
    if (kind == kCellClass) return parse_cells(std::move(array), data, depth);
    if (kind < kFirstNumberClass || kind > kLastNumberClass) {
      return unsupported("a variable of class " + std::to_string(kind));
    }
    return parse_numbers(std::move(array), data);
  }

  Expected<MatArray> parse_numbers(MatArray array, std::string_view data) const {
    Element real;
    if (array.rows * array.columns == 0) return array;
    if (!take_element(data, real) || !read_numbers(real, array.numbers)) {
      return corrupt("found a matrix without numbers");
    }
    if (array.numbers.size() != array.rows * array.columns) {
      return corrupt("found " + std::to_string(array.numbers.size()) + " numbers, expected " +
                     std::to_string(array.rows) + " x " + std::to_string(array.columns));
    }
    return array;
  }

  Expected<MatArray> parse_cells(MatArray array, std::string_view data, int depth) const {
    array.is_cell = true;
    if (auto parsed = parse_variables(data, depth + 1, array.cells); !parsed) return parsed.error();
    if (array.cells.size() != array.rows * array.columns) {
      return corrupt("found " + std::to_string(array.cells.size()) + " cells, expected " +
                     std::to_string(array.rows) + " x " + std::to_string(array.columns));
    }
    return array;
  }

  Error corrupt(const std::string& what) const {
    return {ErrorCode::corrupt, name_ + ": " + what, name_};
  }
  Error unsupported(const std::string& what) const {
    return {ErrorCode::unsupported, name_ + ": found " + what + ", which is not read here", name_};
  }

  const std::string& name_;
};

}  // namespace

Expected<std::vector<MatArray>> parse_mat(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, 6) != "MATLAB") {
    return Error{ErrorCode::corrupt, name + ": found no MATLAB header, expected a level 5 MAT-file",
                 name};
  }
  if (bytes.substr(126, 2) != "IM" || bytes[125] != 1) {
    return Error{ErrorCode::unsupported, name + ": expected a little-endian level 5 MAT-file",
                 name};
  }
  std::vector<MatArray> variables;
  const MatParser parser(name);
  auto parsed = parser.parse_variables(bytes.substr(kHeaderBytes), 0, variables);
  if (!parsed) return parsed.error();
  return variables;
}

Expected<MatArray> read_mat(const std::filesystem::path& path, const std::string& variable) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  Expected<std::vector<MatArray>> variables = parse_mat(*bytes, path.string());
  if (!variables) return variables.error();
  for (MatArray& array : *variables) {
    if (array.name == variable) return std::move(array);
  }
  return Error{ErrorCode::corrupt, path.string() + ": found no variable '" + variable + "'",
               path.string()};
}

}  // namespace divisi::data
