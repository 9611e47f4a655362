#include "synth/recipe_fields.h"

#include <cstdint>
#include <utility>

namespace divisi::synth {

RecipeFields::RecipeFields(const Json& object, std::string place, std::string& problem)
    : object_(object), place_(std::move(place)), problem_(problem) {
  if (object.is_object()) return;
  const std::string owner = place_.substr(0, place_.empty() ? 0 : place_.size() - 1);
  complain((owner.empty() ? "" : owner + ": ") + "expected an object");
}

void RecipeFields::read(const char* name, bool& value) {
  const Json* field = find(name);
  if (field == nullptr) return;
  if (!field->is_boolean()) return complain(name, "true or false", *field);
  value = field->get<bool>();
}

void RecipeFields::read(const char* name, std::vector<int>& values) {
  const Json* field = find(name);
  if (field == nullptr) return;
  const std::string expected = "a list of whole numbers from 0 to 9999";
  if (!field->is_array()) return complain(name, expected, *field);
  values.clear();
  for (const Json& item : *field) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > 9999) {
      return complain(name, expected, item);
    }
    values.push_back(item.get<int>());
  }
}

void RecipeFields::require(const char* name) {
  if (object_.is_object() && !object_.contains(name)) complain(place_ + name + ": is missing");
}

void RecipeFields::read(const char* name, double& value, double lowest, double highest) {
  const Json* field = find(name);
  if (field == nullptr) return;
  if (!field->is_number() || field->get<double>() < lowest || field->get<double>() > highest) {
    return complain(name, "a number from " + Json(lowest).dump() + " to " + Json(highest).dump(),
                    *field);
  }
  value = field->get<double>();
}

void RecipeFields::read(const char* name, std::string& value) {
  const Json* field = find(name);
  if (field == nullptr) return;
  if (!field->is_string()) return complain(name, "a text", *field);
  value = field->get<std::string>();
}

void RecipeFields::read(const char* name, std::vector<std::string>& values) {
  const Json* field = find(name);
  if (field == nullptr) return;
  if (!field->is_array()) return complain(name, "a list of texts", *field);
  values.clear();
  for (const Json& item : *field) {
    if (!item.is_string()) return complain(name, "a list of texts", *field);
    values.push_back(item.get<std::string>());
  }
}

void RecipeFields::read(const char* name, std::vector<double>& values, std::size_t count) {
  const Json* field = find(name);
  if (field == nullptr) return;
  const std::string expected = std::to_string(count) + " numbers from 0 up";
  if (!field->is_array() || field->size() != count) return complain(name, expected, *field);
  values.clear();
  for (const Json& item : *field) {
    if (!item.is_number() || item.get<double>() < 0) return complain(name, expected, *field);
    values.push_back(item.get<double>());
  }
}

void RecipeFields::read(const char* name, int& value, int lowest, int highest) {
  double number = value;
  read(name, number, lowest, highest);
  if (number != static_cast<int>(number)) return complain(name, "a whole number", *find(name));
  value = static_cast<int>(number);
}

void RecipeFields::read(const char* name, std::vector<std::vector<int>>& lists) {
  const Json* field = find(name);
  if (field == nullptr) return;
  const std::string expected = "a list of lists of programs, each 0 to 127";
  if (!field->is_array()) return complain(name, expected, *field);
  lists.clear();
  for (const Json& list : *field) {
    if (!list.is_array() || list.empty()) return complain(name, expected, list);
    std::vector<int>& programs = lists.emplace_back();
    for (const Json& item : list) {
      if (!item.is_number_unsigned() || item.get<std::uint64_t>() > 127) {
        return complain(name, expected, item);
      }
      programs.push_back(item.get<int>());
    }
  }
}

void RecipeFields::read(const char* name, std::map<std::string, double>& weights,
                        const std::set<std::string>& known) {
  const Json* field = find(name);
  if (field == nullptr) return;
  if (!field->is_object()) return complain(name, "an object of weights", *field);
  weights.clear();
  for (const auto& [key, value] : field->items()) {
    if (!known.empty() && !known.count(key))
      return complain(place_ + name + "." + key + ": not known");
    if (!value.is_number() || value.get<double>() < 0)
      return complain(name, "weights from 0 up", value);
    weights[key] = value.get<double>();
  }
}

void RecipeFields::end() {
  if (!object_.is_object()) return;
  for (const auto& [key, value] : object_.items()) {
    if (!asked_.count(key)) return complain(place_ + key + ": not a field of a recipe");
  }
}

const Json* RecipeFields::find(const char* name) {
  asked_.insert(name);
  if (!object_.is_object() || !object_.contains(name)) return nullptr;
  return &object_.at(name);
}
void RecipeFields::complain(const char* name, const std::string& expected, const Json& found) {
  complain(place_ + name + ": expected " + expected + ", found " + found.dump().substr(0, 60));
}
void RecipeFields::complain(const std::string& text) {
  if (problem_.empty()) problem_ = text;
}

}  // namespace divisi::synth
