#include "nn/weights_header.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace divisi::nn {
namespace {

// Keys stay in the order in which they are written: a header is also read by people.
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostValues = std::uint64_t(1) << 32;
constexpr std::size_t kMostDimensions = 8;

Error bad(const std::string& what) { return {ErrorCode::corrupt, what, ""}; }

/// The member `key` of `object`, or null when there is none.
const Json* member(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

Expected<std::string> read_string(const Json& object, const std::string& key) {
  const Json* value = member(object, key);
  if (!value || !value->is_string()) {
    return bad("header field '" + key + "': expected a string, found " +
               (value ? value->type_name() : "nothing"));
  }
  return value->get<std::string>();
}

Expected<std::vector<double>> read_numbers(const std::string& key, const Json& value) {
  const Error error = bad("hyper-parameter '" + key + "': expected a number or a list of numbers");
  std::vector<double> numbers;
  if (value.is_number()) return std::vector<double>{value.get<double>()};
  if (!value.is_array()) return error;
  for (const Json& number : value) {
    if (!number.is_number()) return error;
    numbers.push_back(number.get<double>());
  }
  return numbers;
}

Expected<WeightsInfo> read_info(const Json& header) {
  WeightsInfo info;
  const std::pair<const char*, std::string*> fields[] = {{"name", &info.name},
                                                         {"model", &info.model},
                                                         {"licence", &info.licence},
                                                         {"recipe", &info.recipe},
                                                         {"commit", &info.commit}};
  for (const auto& [key, field] : fields) {
    Expected<std::string> text = read_string(header, key);
    if (!text) return text.error();
    *field = std::move(*text);
  }
  const Json* sizes = member(header, "hyper_parameters");
  if (!sizes || !sizes->is_object()) return bad("header field 'hyper_parameters' is no object");
  for (const auto& [key, value] : sizes->items()) {
    Expected<std::vector<double>> numbers = read_numbers(key, value);
    if (!numbers) return numbers.error();
    info.hyper_parameters[key] = std::move(*numbers);
  }
  return info;
}

Expected<std::vector<int>> read_shape(const std::string& name, const Json* shape) {
  const Error error = bad("tensor '" + name + "': expected a shape of 1 to 8 whole numbers >= 1");
  if (!shape || !shape->is_array() || shape->empty() || shape->size() > kMostDimensions) {
    return error;
  }
  std::vector<int> sizes;
  std::uint64_t values = 1;
  for (const Json& size : *shape) {
    if (!size.is_number_unsigned()) return error;
    const auto count = size.get<std::uint64_t>();
    if (count < 1 || count > std::uint64_t(1) << 30) return error;
    values *= count;
    if (values > kMostValues) return bad("tensor '" + name + "' is larger than any real one");
    sizes.push_back(static_cast<int>(count));
  }
  return sizes;
}

Expected<TensorPlace> read_tensor(const Json& entry) {
  if (!entry.is_object()) return bad("header field 'tensors': expected a list of objects");
  TensorPlace tensor;
  Expected<std::string> name = read_string(entry, "name");
  if (!name) return name.error();
  tensor.name = std::move(*name);
  Expected<std::vector<int>> shape = read_shape(tensor.name, member(entry, "shape"));
  if (!shape) return shape.error();
  tensor.shape = std::move(*shape);
  const Expected<std::string> type = read_string(entry, "type");
  if (!type) return type.error();
  if (*type != "f32" && *type != "f16") {
    return bad("tensor '" + tensor.name + "': expected type f32 or f16, found '" + *type + "'");
  }
  tensor.type = *type == "f32" ? WeightType::f32 : WeightType::f16;
  const Json* offset = member(entry, "offset");
  if (!offset || !offset->is_number_unsigned()) {
    return bad("tensor '" + tensor.name + "': expected an offset in bytes");
  }
  tensor.offset = offset->get<std::uint64_t>();
  return tensor;
}

Json number_json(double number) {
  const bool whole = std::abs(number) < 9e15 && number == std::floor(number);
  return whole ? Json(static_cast<std::int64_t>(number)) : Json(number);
}

Json numbers_json(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return number_json(numbers[0]);
  Json list = Json::array();
  for (const double number : numbers) list.push_back(number_json(number));
  return list;
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
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return bad("the header is no JSON object");
  WeightsHeader header;
  Expected<WeightsInfo> info = read_info(parsed);
  if (!info) return info.error();
  header.info = std::move(*info);
  const Json* tensors = member(parsed, "tensors");
  if (!tensors || !tensors->is_array()) return bad("header field 'tensors': expected a list");
  std::set<std::string> names;
  for (const Json& entry : *tensors) {
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
  Json json = {{"name", info.name},
               {"model", info.model},
               {"licence", info.licence},
               {"recipe", info.recipe},
               {"commit", info.commit}};
  json["hyper_parameters"] = Json::object();
  for (const auto& [key, numbers] : info.hyper_parameters) {
    json["hyper_parameters"][key] = numbers_json(numbers);
  }
  json["tensors"] = Json::array();
  for (const TensorPlace& tensor : header.tensors) {
    json["tensors"].push_back({{"name", tensor.name},
                               {"shape", tensor.shape},
                               {"type", tensor.type == WeightType::f32 ? "f32" : "f16"},
                               {"offset", tensor.offset}});
  }
  // Text that is not UTF-8 has no place in JSON; what can be kept of it is kept.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace divisi::nn
