/// Recipes as JSON files with comments: reading and writing share one list of the fields.
///
/// A list is a function `visit(v, recipe)` that calls `v("name", recipe.name)` for every field and
/// `v.group("name", [&](auto& inner) { ... })` for every group of them.
///
/// Errors    invalid_argument naming the file and field: unknown, of another type, not a whole
///           number where one is expected; not_found, io.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "divisi/error.h"

namespace divisi::train {

/// A visitor that writes fields down.
class RecipeWriter {
 public:
  template <class T>
  void operator()(const char* key, const T& value) {
    out_[key] = value;
  }
  template <class Visit>
  void group(const char* key, const Visit& visit) {
    RecipeWriter inner;
    visit(inner);
    out_[key] = inner.out_;
  }
  std::string text() const { return out_.dump(2); }

 private:
  nlohmann::json out_ = nlohmann::json::object();
};

/// A visitor that reads them. The first problem is kept, and the rest left alone.
class RecipeReader {
 public:
  explicit RecipeReader(const nlohmann::json& in, std::string prefix = {})
      : in_(in), prefix_(std::move(prefix)) {}

  template <class T>
  void operator()(const char* key, T& value) {
    known_.insert(key);
    if (!in_.contains(key) || !problem_.empty()) return;
    try {
      if (!is_whole(in_.at(key), value)) {
        problem_ = "field '" + prefix_ + key + "': expected whole numbers within its range";
        return;
      }
      value = in_.at(key).get<T>();
    } catch (const nlohmann::json::exception& mistake) {
      problem_ = "field '" + prefix_ + key + "': " + mistake.what();
    }
  }
  template <class Visit>
  void group(const char* key, const Visit& visit) {
    known_.insert(key);
    if (!in_.contains(key) || !problem_.empty()) return;
    RecipeReader inner(in_.at(key), prefix_ + key + ".");
    visit(inner);
    problem_ = inner.problem();
  }

  /// What is wrong, fields that nobody asked for included; empty when all is well.
  std::string problem() const {
    if (!problem_.empty()) return problem_;
    if (!in_.is_object()) return "'" + prefix_ + "' is no object";
    for (const auto& [key, value] : in_.items()) {
      if (known_.count(key) == 0) return "unknown field '" + prefix_ + key + "'";
    }
    return {};
  }

 private:
  /// Whether a number that becomes an int is one; converting any other is undefined.
  static bool is_int(const nlohmann::json& number) {
    if (!number.is_number()) return true;  // the conversion complains
    const double value = number.get<double>();
    return number.is_number_integer() && value >= INT32_MIN && value <= INT32_MAX;
  }
  static bool is_whole(const nlohmann::json& in, int) { return is_int(in); }
  static bool is_whole(const nlohmann::json& in, std::uint64_t) {
    return in.is_number_unsigned() || !in.is_number();
  }
  static bool is_whole(const nlohmann::json& in, const std::vector<int>&) {
    return !in.is_array() || std::all_of(in.begin(), in.end(), is_int);
  }
  template <class T>
  static bool is_whole(const nlohmann::json&, const T&) {
    return true;
  }

  const nlohmann::json& in_;
  std::string prefix_;
  std::set<std::string> known_;
  std::string problem_;
};

/// `visit` is the list of fields; `nonsense` says what is wrong with a recipe, or nothing.
template <class Recipe, class Visit, class Nonsense>
Expected<Recipe> read_recipe_json(const std::filesystem::path& path, const Visit& visit,
                                  const Nonsense& nonsense) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return text.error();
  const auto invalid = [&](const std::string& why) {
    return Error{ErrorCode::invalid_argument, path.string() + ": " + why, path.string()};
  };
  const auto parsed =
      nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (parsed.is_discarded() || !parsed.is_object()) return invalid("this is no JSON object");
  Recipe recipe;
  RecipeReader reader(parsed);
  visit(reader, recipe);
  if (const std::string problem = reader.problem(); !problem.empty()) return invalid(problem);
  if (const std::string why = nonsense(recipe); !why.empty()) return invalid(why);
  return recipe;
}

/// With every default filled in.
template <class Recipe, class Visit>
std::string write_recipe_json(const Recipe& recipe, const Visit& visit) {
  RecipeWriter writer;
  visit(writer, recipe);
  return writer.text();
}

}  // namespace divisi::train
