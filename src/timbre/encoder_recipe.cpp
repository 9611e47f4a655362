#include "timbre/encoder_recipe.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <type_traits>
#include <vector>

#include "core/json.h"
#include "timbre/loss_names.h"

namespace divisi::timbre {
namespace {

struct NumberField {
  const char* name;
  double low, high;
  bool whole;
  double (*get)(const EncoderRecipe&);
  void (*set)(EncoderRecipe&, double);
};

template <auto Member>
constexpr NumberField number(const char* name, double low, double high, bool whole) {
  return {name,
          low,
          high,
          whole,
          [](const EncoderRecipe& recipe) { return static_cast<double>(recipe.*Member); },
          [](EncoderRecipe& recipe, double value) {
            recipe.*Member = static_cast<std::remove_reference_t<decltype(recipe.*Member)>>(value);
          }};
}

template <auto Member>
constexpr NumberField mixture_number(const char* name, double low, double high) {
  return {name,
          low,
          high,
          true,
          [](const EncoderRecipe& recipe) { return static_cast<double>(recipe.mixtures.*Member); },
          [](EncoderRecipe& recipe, double value) {
            recipe.mixtures.*Member = static_cast<int>(value);
          }};
}

/// Reading and writing share this list.
const std::vector<NumberField>& number_fields() {
  using R = EncoderRecipe;
  using M = MixtureOptions;
  static const std::vector<NumberField> fields = {
      number<&R::seed>("seed", 0, 4294967295.0, true),
      number<&R::steps>("steps", 1, 1e7, true),
      number<&R::batch_items>("batch_items", 1, 1024, true),
      mixture_number<&M::least_sources>("least_sources", 1, 16),
      mixture_number<&M::most_sources>("most_sources", 1, 16),
      mixture_number<&M::crop_frames>("crop_frames", 8, 100000),
      mixture_number<&M::most_anchors>("most_anchors", 2, 100000),
      number<&R::learning_rate>("learning_rate", 1e-9, 10, false),
      number<&R::weight_decay>("weight_decay", 0, 10, false)};
  return fields;
}

std::string read_field(const std::string& name, const core::JsonValue& value,
                       EncoderRecipe& recipe) {
  using Kind = core::JsonValue::Kind;
  if (name == "loss") {
    const auto& known = clustering_loss_names();
    if (value.kind != Kind::text ||
        std::find(known.begin(), known.end(), value.text) == known.end())
      return "loss: expected one of " + joined(known);
    recipe.loss = value.text;
    return "";
  }
  if (name == "published_quirks") {
    if (value.kind != Kind::boolean) return "published_quirks: expected true or false";
    recipe.published_quirks = value.boolean;
    return "";
  }
  for (const NumberField& field : number_fields()) {
    if (name != field.name) continue;
    if (value.kind == Kind::number && value.number >= field.low && value.number <= field.high &&
        (!field.whole || value.number == std::floor(value.number))) {
      field.set(recipe, value.number);
      return "";
    }
    char text[128];
    std::snprintf(text, sizeof(text), "%s: expected %s from %g to %g", field.name,
                  field.whole ? "a whole number" : "a number", field.low, field.high);
    return text;
  }
  return name + ": not a field of a recipe";
}

}  // namespace

Expected<EncoderRecipe> read_encoder_recipe(const std::filesystem::path& path) {
  const Expected<core::JsonValue> json = core::read_json(path);
  if (!json) return json.error();
  EncoderRecipe recipe;
  std::string problem;
  if (json->kind != core::JsonValue::Kind::object) problem = "expected an object";
  for (const auto& [name, value] : json->members) {
    if (problem.empty()) problem = read_field(name, value, recipe);
  }
  if (problem.empty() && recipe.mixtures.least_sources > recipe.mixtures.most_sources) {
    problem = "least_sources is larger than most_sources";
  }
  if (!problem.empty()) {
    return Error{ErrorCode::invalid_argument, path.string() + ": " + problem, path.string()};
  }
  return recipe;
}

std::string to_json(const EncoderRecipe& recipe) {
  std::string json = "{";
  for (const NumberField& field : number_fields()) {
    char text[64];
    std::snprintf(text, sizeof(text), "\"%s\": %.17g, ", field.name, field.get(recipe));
    json += text;
  }
  json += "\"loss\": " + core::quote_json(recipe.loss) + ", \"published_quirks\": ";
  return json + (recipe.published_quirks ? "true}" : "false}") + "\n";
}

}  // namespace divisi::timbre
