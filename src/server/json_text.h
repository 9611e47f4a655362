/// Small JSON objects, written. Reading is core/json's.
///
/// Thread    one at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace divisi::server {

/// `value` with at most `digits` after the point; null for what is no number.
std::string json_number(double value, int digits = 6);

class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, double value);
  JsonObject& boolean(std::string_view key, bool value);
  JsonObject& json(std::string_view key, std::string_view value);  ///< JSON already
  std::string done() const { return text_ + "}"; }

 private:
  void begin(std::string_view key);
  std::string text_ = "{";
};

/// [a, b] of what is JSON already.
std::string json_array(const std::vector<std::string>& items);
std::string json_texts(const std::vector<std::string>& items);

}  // namespace divisi::server
