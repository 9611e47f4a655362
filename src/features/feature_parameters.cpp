#include "features/feature_parameters.h"

#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace divisi::features {
namespace {

constexpr const char* kPrefix = "features.";
constexpr const char* kMelPrefix = "mel.";

Error missing(const std::string& name, const char* what) {
  return {ErrorCode::corrupt, "parameter '" + name + "' " + what, name};
}

/// Takes numbers out of a parameter list and remembers the first that is not as it should be.
class Source {
 public:
  Source(const Parameters& parameters, std::string prefix)
      : parameters_(parameters), prefix_(std::move(prefix)) {}

  std::vector<double> list(const std::string& name, std::size_t count = 0) {
    const auto found = parameters_.find(prefix_ + name);
    const bool fits = found != parameters_.end() && !found->second.empty() &&
                      (count == 0 || found->second.size() == count);
    if (fits) return found->second;
    if (!problem_) problem_ = missing(prefix_ + name, "is missing or has another count of numbers");
    return std::vector<double>(count == 0 ? 1 : count, 0.0);
  }
  void operator()(const std::string& name, double& value) { value = list(name, 1)[0]; }
  void operator()(const std::string& name, int& value) { value = whole(name, list(name, 1)[0]); }
  void operator()(const std::string& name, std::vector<int>& values) {
    values.clear();
    for (const double value : list(name)) values.push_back(whole(name, value));
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  int whole(const std::string& name, double value) {
    const bool fits = value == std::floor(value) && std::abs(value) < 1e9;
    if (!fits && !problem_) problem_ = missing(prefix_ + name, "is no whole number");
    return fits ? static_cast<int>(value) : 0;
  }

  const Parameters& parameters_;
  std::string prefix_;
  std::optional<Error> problem_;
};

/// Calls `visit(name, field)` for every number but those of maps. `Spec` may be const.
template <class Spec, class Visit>
void visit_features(Spec& spec, Visit&& visit) {
  visit("sample_rate_hz", spec.sample_rate_hz);
  visit("hop_samples", spec.hop_samples);
  visit("bins_per_octave", spec.bins_per_octave);
  visit("octave_count", spec.octave_count);
  visit("lowest_hz", spec.lowest_hz);
  visit("log_eps", spec.log_energy.eps);
  visit("log_scale", spec.log_energy.scale);
}

template <class Spec, class Visit>
void visit_mel(Spec& spec, Visit&& visit) {
  visit("sample_rate_hz", spec.sample_rate_hz);
  visit("hop_samples", spec.hop_samples);
  visit("window_samples", spec.window_samples);
  visit("band_count", spec.band_count);
  visit("lowest_hz", spec.lowest_hz);
  visit("highest_hz", spec.highest_hz);
  visit("log_eps", spec.log_energy.eps);
  visit("log_scale", spec.log_energy.scale);
}

/// Writes down what it visits.
class Writer {
 public:
  explicit Writer(std::string prefix) : prefix_(std::move(prefix)) {}

  template <class Number>
  void operator()(const std::string& name, Number value) {
    parameters[prefix_ + name].push_back(static_cast<double>(value));
  }
  void operator()(const std::string& name, const std::vector<int>& values) {
    for (const int value : values) (*this)(name, value);
  }

  Parameters parameters;

 private:
  std::string prefix_;
};

std::optional<Window> window_from(double number) {
  for (const Window window : {Window::hann, Window::blackman_harris}) {
    if (number == static_cast<double>(window)) return window;
  }
  return {};
}

}  // namespace

Parameters parameters_of(const FeatureSpec& spec) {
  Writer writer(kPrefix);
  visit_features(spec, writer);
  for (const FeatureMapSpec& map : spec.maps) {
    writer("map_window", static_cast<double>(map.window));
    writer("map_filter_scale", map.filter_scale);
    writer("map_gamma_hz", map.gamma_hz);
  }
  return std::move(writer.parameters);
}

Expected<FeatureSpec> feature_spec_from(const Parameters& parameters) {
  Source source(parameters, kPrefix);
  FeatureSpec spec;
  visit_features(spec, source);
  const std::vector<double> windows = source.list("map_window");
  const std::vector<double> scales = source.list("map_filter_scale", windows.size());
  const std::vector<double> gammas = source.list("map_gamma_hz", windows.size());
  if (source.problem()) return *source.problem();
  spec.maps.clear();
  for (std::size_t m = 0; m < windows.size(); ++m) {
    const std::optional<Window> window = window_from(windows[m]);
    if (!window) return missing(std::string(kPrefix) + "map_window", "names no window");
    spec.maps.push_back({*window, scales[m], gammas[m]});
  }
  return spec;
}

Parameters parameters_of(const MelSpec& spec) {
  Writer writer(kMelPrefix);
  visit_mel(spec, writer);
  return std::move(writer.parameters);
}

Expected<MelSpec> mel_spec_from(const Parameters& parameters) {
  Source source(parameters, kMelPrefix);
  MelSpec spec;
  visit_mel(spec, source);
  if (source.problem()) return *source.problem();
  return spec;
}

std::string to_text(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, values] : parameters) {
    text += name;
    for (const double value : values) {
      char number[40];
      std::snprintf(number, sizeof(number), " %.17g", value);
      text += number;
    }
    text += "; ";
  }
  return text;
}

}  // namespace divisi::features
