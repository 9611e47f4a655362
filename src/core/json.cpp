#include "core/json.h"

#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"

namespace divisi::core {
namespace {

constexpr std::size_t kMaxDepth = 64;

/// Builds the tree from the parser's events. Depth is limited, so that no file can exhaust the
/// stack when the tree is walked or freed.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonValue root;
  std::string problem;

  bool null() override { return add(JsonValue{}) != nullptr; }
  bool boolean(bool value) override {
    JsonValue node;
    node.kind = JsonValue::Kind::boolean;
    node.boolean = value;
    return add(std::move(node)) != nullptr;
  }
  bool number_integer(std::int64_t value) override {
    return add_number(static_cast<double>(value));
  }
  bool number_unsigned(std::uint64_t value) override {
    return add_number(static_cast<double>(value));
  }
  bool number_float(double value, const std::string&) override { return add_number(value); }
  bool string(std::string& value) override {
    JsonValue node;
    node.kind = JsonValue::Kind::text;
    node.text = std::move(value);
    return add(std::move(node)) != nullptr;
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) override { return open(JsonValue::Kind::array); }
  bool key(std::string& value) override {
    key_ = std::move(value);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::json::exception&) override {
    problem = "found '" + last_token.substr(0, 30) + "' at byte " + std::to_string(position) +
              ", which is not JSON";
    return false;
  }

 private:
  JsonValue* add(JsonValue node) {
    if (open_.empty()) {
      root = std::move(node);
      return &root;
    }
    JsonValue& parent = *open_.back();
    if (parent.kind == JsonValue::Kind::array) return &parent.items.emplace_back(std::move(node));
    return &parent.members.emplace_back(std::move(key_), std::move(node)).second;
  }
  bool add_number(double value) {
    JsonValue node;
    node.kind = JsonValue::Kind::number;
    node.number = value;
    return add(std::move(node)) != nullptr;
  }
  bool open(JsonValue::Kind kind) {
    if (open_.size() >= kMaxDepth) {
      problem = "nested deeper than " + std::to_string(kMaxDepth);
      return false;
    }
    JsonValue node;
    node.kind = kind;
    open_.push_back(add(std::move(node)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  // A node's address stays while it is open: its parent gets no other child meanwhile.
  std::vector<JsonValue*> open_;
  std::string key_;
};

}  // namespace

JsonValue::JsonValue() = default;
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;

const JsonValue* JsonValue::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<double> JsonValue::find_number(std::string_view key) const {
  const JsonValue* value = find(key);
  return value && value->kind == Kind::number ? std::optional(value->number) : std::nullopt;
}

std::optional<std::string> JsonValue::find_text(std::string_view key) const {
  const JsonValue* value = find(key);
  return value && value->kind == Kind::text ? std::optional(value->text) : std::nullopt;
}

std::optional<bool> JsonValue::find_boolean(std::string_view key) const {
  const JsonValue* value = find(key);
  return value && value->kind == Kind::boolean ? std::optional(value->boolean) : std::nullopt;
}

Expected<JsonValue> parse_json(std::string_view text, const std::string& name) {
  TreeBuilder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    return Error{ErrorCode::corrupt, name + ": " + builder.problem, name};
  }
  return std::move(builder.root);
}

Expected<JsonValue> read_json(const std::filesystem::path& path) {
  const Expected<std::string> text = read_file(path);
  if (!text) return text.error();
  return parse_json(*text, path.string());
}

std::string quote_json(std::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace divisi::core
