#include "engine/part_names.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace divisi::engine {
namespace {

constexpr const char* kFirst = "names.family_weights";
constexpr const char* kAxes = "names.timbre_variances";

/// Visits every list once, with the length it must have: reading and writing share this table.
/// Families are told by vectors of so many `dimensions` or by what an instrument network says.
template <class Names, class Visit>
void visit_lists(Names& names, std::size_t dimensions, bool by_instruments, std::size_t axes,
                 const Visit& visit) {
  const std::size_t features = parts::feature_count(static_cast<int>(dimensions), by_instruments);
  visit(kFirst, names.families.weights, parts::kFamilyCount * (features + 1));
  visit("names.centre", names.timbres.centre, parts::kRegisterCount * dimensions);
  visit("names.projection", names.timbres.projection, axes * dimensions);
  visit("names.timbre_variances", names.timbres.timbre_variances, axes);
  visit("names.note_variances", names.timbres.note_variances, axes);
}

template <class Names, class Visit>
void visit_numbers(Names& names, const Visit& visit) {
  visit("names.family_sharpness", names.families.sharpness);
  visit("names.least_confidence", names.families.least_confidence);
  visit("names.ratio_weight", names.timbres.weight);
  visit("names.ratio_offset", names.timbres.offset);
}

/// Four digits say all that was learnt.
double rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g", value);
  return std::strtod(text, nullptr);
}

Error bad(const std::string& name, const std::string& expected) {
  return {ErrorCode::corrupt, name + ": expected " + expected, {}};
}

Expected<void> check(const PartNames& names) {
  const auto positive = [](double value) { return value > 0.0; };
  const auto& of_timbres = names.timbres.timbre_variances;
  const auto& of_notes = names.timbres.note_variances;
  if (!std::all_of(of_timbres.begin(), of_timbres.end(), positive))
    return bad(kAxes, "numbers above 0");
  if (!std::all_of(of_notes.begin(), of_notes.end(), positive))
    return bad("names.note_variances", "numbers above 0");
  return {};
}

}  // namespace

Expected<std::optional<PartNames>> part_names_from(const Parameters& parameters, int dimensions) {
  const auto first = parameters.find(kFirst);
  if (first == parameters.end()) return std::optional<PartNames>();
  const auto axes = parameters.find(kAxes);
  if (axes == parameters.end() || axes->second.empty()) return bad(kAxes, "a list");
  PartNames names;
  names.timbres.dimensions = dimensions;
  std::optional<Error> problem;
  names.families.weights = first->second;
  visit_lists(
      names, static_cast<std::size_t>(dimensions), names.families.by_instruments(),
      axes->second.size(), [&](const char* name, std::vector<double>& list, std::size_t count) {
        const auto found = parameters.find(name);
        if (found != parameters.end()) list = found->second;
        if (list.size() != count && !problem)
          problem =
              bad(name, std::to_string(count) + " numbers, found " + std::to_string(list.size()));
      });
  visit_numbers(names, [&](const char* name, double& value) {
    const auto found = parameters.find(name);
    if (found != parameters.end() && found->second.size() == 1) value = found->second.front();
  });
  if (problem) return *problem;
  if (const Expected<void> good = check(names); !good) return good.error();
  return std::optional(std::move(names));
}

Parameters parameters_of(const PartNames& names) {
  Parameters parameters;
  visit_lists(names, static_cast<std::size_t>(names.timbres.dimensions),
              names.families.by_instruments(), names.timbres.axes(),
              [&](const char* name, const std::vector<double>& list, std::size_t) {
                for (const double value : list) parameters[name].push_back(rounded(value));
              });
  visit_numbers(names,
                [&](const char* name, double value) { parameters[name] = {rounded(value)}; });
  return parameters;
}

}  // namespace divisi::engine
