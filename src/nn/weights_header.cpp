#include "nn/weights_header.h"

#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "core/json.h"

namespace divisi::nn {
namespace {

using core::JsonValue;
using Kind = core::JsonValue::Kind;

constexpr double kLargestSize = 1 << 30;
constexpr double kMostValues = 4294967296.0;
constexpr double kLargestOffset = 9007199254740992.0;  // 2^53: whole numbers are exact below
constexpr std::size_t kMostDimensions = 8;

Error bad(const std::string& what) { return {ErrorCode::corrupt, what, ""}; }

bool is_whole_within(const JsonValue& value, double low, double high) {
  return value.kind == Kind::number && value.number == std::floor(value.number) &&
         value.number >= low && value.number <= high;
}

Expected<std::string> read_text(const JsonValue& object, const std::string& key) {
  std::optional<std::string> text = object.find_text(key);
  if (!text) return bad("header field '" + key + "': expected a text, found none");
  return std::move(*text);
}

Expected<std::vector<double>> read_numbers(const std::string& key, const JsonValue& value) {
  const Error error = bad("hyper-parameter '" + key + "': expected a number or a list of numbers");
  if (value.kind == Kind::number) return std::vector<double>{value.number};
  if (value.kind != Kind::array) return error;
  std::vector<double> numbers;
  for (const JsonValue& item : value.items) {
    if (item.kind != Kind::number) return error;
    numbers.push_back(item.number);
  }
  return numbers;
}

Expected<WeightsInfo> read_info(const JsonValue& header) {
  WeightsInfo info;
  const std::pair<const char*, std::string*> fields[] = {{"name", &info.name},
                                                         {"model", &info.model},
                                                         {"licence", &info.licence},
                                                         {"recipe", &info.recipe},
                                                         {"commit", &info.commit}};
  for (const auto& [key, field] : fields) {
    Expected<std::string> text = read_text(header, key);
    if (!text) return text.error();
    *field = std::move(*text);
  }
  const JsonValue* sizes = header.find("hyper_parameters");
  if (!sizes || sizes->kind != Kind::object) {
    return bad("header field 'hyper_parameters': expected an object");
  }
  for (const auto& [key, value] : sizes->members) {
    Expected<std::vector<double>> numbers = read_numbers(key, value);
    if (!numbers) return numbers.error();
    info.hyper_parameters[key] = std::move(*numbers);
  }
  return info;
}

Expected<std::vector<int>> read_shape(const std::string& name, const JsonValue* shape) {
  const Error error = bad("tensor '" + name + "': expected a shape of 1 to 8 whole numbers >= 1");
  if (!shape || shape->kind != Kind::array) return error;
  if (shape->items.empty() || shape->items.size() > kMostDimensions) return error;
  std::vector<int> sizes;
  double values = 1.0;
  for (const JsonValue& size : shape->items) {
    if (!is_whole_within(size, 1.0, kLargestSize)) return error;
    values *= size.number;
    if (values > kMostValues) return bad("tensor '" + name + "' is larger than any real one");
    sizes.push_back(static_cast<int>(size.number));
  }
  return sizes;
}

Expected<TensorPlace> read_tensor(const JsonValue& entry) {
  if (entry.kind != Kind::object) return bad("header field 'tensors': expected a list of objects");
  TensorPlace tensor;
  Expected<std::string> name = read_text(entry, "name");
  if (!name) return name.error();
  tensor.name = std::move(*name);
  Expected<std::vector<int>> shape = read_shape(tensor.name, entry.find("shape"));
  if (!shape) return shape.error();
  tensor.shape = std::move(*shape);
  const std::string type = entry.find_text("type").value_or("none");
  if (type != "f32" && type != "f16") {
    return bad("tensor '" + tensor.name + "': expected type f32 or f16, found '" + type + "'");
  }
  tensor.type = type == "f32" ? WeightType::f32 : WeightType::f16;
  const JsonValue* offset = entry.find("offset");
  if (!offset || !is_whole_within(*offset, 0.0, kLargestOffset)) {
    return bad("tensor '" + tensor.name + "': expected an offset in bytes");
  }
  tensor.offset = static_cast<std::uint64_t>(offset->number);
  return tensor;
}

/// The shortest text that reads back as the same number. Requires: `number` is finite.
std::string number_text(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return std::string(text, end);
}

std::string numbers_text(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return number_text(numbers[0]);
  std::string text = "[";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    text += (i > 0 ? ", " : "") + number_text(numbers[i]);
  }
  return text + "]";
}

std::string tensor_text(const TensorPlace& tensor) {
  return "{\"name\": " + core::quote_json(tensor.name) +
         ", \"shape\": " + shape_text(tensor.shape) + ", \"type\": \"" +
         (tensor.type == WeightType::f32 ? "f32" : "f16") +
         "\", \"offset\": " + std::to_string(tensor.offset) + "}";
}

}  // namespace

std::size_t bytes_of(WeightType type) { return type == WeightType::f32 ? 4 : 2; }

std::uint64_t TensorPlace::value_count() const {
  std::uint64_t count = 1;
  for (const int size : shape) count *= static_cast<std::uint64_t>(size);
  return count;
}

std::string shape_text(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + "]";
}

Expected<WeightsHeader> parse_weights_header(std::string_view json) {
  const Expected<JsonValue> parsed = core::parse_json(json, "header");
  if (!parsed) return bad(parsed.error().message);
  if (parsed->kind != Kind::object) return bad("the header is no JSON object");
  WeightsHeader header;
  Expected<WeightsInfo> info = read_info(*parsed);
  if (!info) return info.error();
  header.info = std::move(*info);
  const JsonValue* tensors = parsed->find("tensors");
  if (!tensors || tensors->kind != Kind::array) {
    return bad("header field 'tensors': expected a list");
  }
  std::set<std::string> names;
  for (const JsonValue& entry : tensors->items) {
    Expected<TensorPlace> tensor = read_tensor(entry);
    if (!tensor) return tensor.error();
    if (!names.insert(tensor->name).second) {
      return bad("tensor '" + tensor->name + "' is there twice");
    }
    header.tensors.push_back(std::move(*tensor));
  }
  return header;
}

std::string format_weights_header(const WeightsHeader& header) {
  const WeightsInfo& info = header.info;
  std::string text = "{\n";
  const std::pair<const char*, const std::string*> fields[] = {{"name", &info.name},
                                                               {"model", &info.model},
                                                               {"licence", &info.licence},
                                                               {"recipe", &info.recipe},
                                                               {"commit", &info.commit}};
  for (const auto& [key, value] : fields) {
    text += std::string("\"") + key + "\": " + core::quote_json(*value) + ",\n";
  }
  text += "\"hyper_parameters\": {";
  const char* separator = "\n";
  for (const auto& [key, numbers] : info.hyper_parameters) {
    text += separator + core::quote_json(key) + ": " + numbers_text(numbers);
    separator = ",\n";
  }
  text += "},\n\"tensors\": [";
  separator = "\n";
  for (const TensorPlace& tensor : header.tensors) {
    text += separator + tensor_text(tensor);
    separator = ",\n";
  }
  return text + "]}\n";
}

}  // namespace divisi::nn
