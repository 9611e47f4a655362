/// Reads the fields of one JSON object and remembers the first thing that is wrong.
///
/// Errors    none are returned: `problem` is set, once, to a line that names the field, what was
///           expected and what was found.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace divisi::synth {

using Json = nlohmann::json;

class RecipeFields {
 public:
  /// `place` stands before the names of fields in messages: "degrade.".
  RecipeFields(const Json& object, std::string place, std::string& problem);

  void read(const char* name, double& value, double lowest, double highest);
  void read(const char* name, int& value, int lowest, int highest);
  void read(const char* name, bool& value);
  void read(const char* name, std::string& value);
  void read(const char* name, std::vector<std::string>& values);
  /// Whole numbers from 0 up.
  void read(const char* name, std::vector<int>& values);
  /// Exactly `count` numbers from 0 up.
  void read(const char* name, std::vector<double>& values, std::size_t count);
  /// Lists of General MIDI programs, none of them empty.
  void read(const char* name, std::vector<std::vector<int>>& lists);
  /// Weights whose names must be among `known`, unless that is empty.
  void read(const char* name, std::map<std::string, double>& weights,
            const std::set<std::string>& known);

  /// What stands under `name`, if it is there.
  const Json* section(const char* name) { return find(name); }
  std::string place_of(const char* name) const { return place_ + name + "."; }

  /// Complains of a field that is missing.
  void require(const char* name);
  void complain(const char* name, const std::string& expected, const Json& found);
  /// Complains of fields that nobody asked for: most often a slip of the pen.
  void end();

 private:
  const Json* find(const char* name);
  void complain(const std::string& text);

  const Json& object_;
  std::string place_;
  std::string& problem_;
  std::set<std::string> asked_;
};

}  // namespace divisi::synth
