/// What a caller may ask of the decoder, checked and moved.

#include "engine/decode_options.h"

#include <cmath>

#include "core/check.h"
#include "parts/line_up.h"

namespace divisi {
namespace {

double log_odds(double probability) { return std::log(probability / (1.0 - probability)); }

double moved(double threshold, double shift) {
  return 1.0 / (1.0 + std::exp(-(log_odds(threshold) + shift)));
}

bool is_probability(double value) { return value > 0.0 && value < 1.0; }

Error out_of_place(const char* name, double value, const char* expected) {
  return {ErrorCode::invalid_argument,
          std::string(name) + " is " + std::to_string(value) + ", expected " + expected, name};
}

}  // namespace

DecodeOptions with_threshold(const DecodeOptions& options, double threshold) {
  DIVISI_CHECK(is_probability(threshold), "a threshold lies between 0 and 1");
  DecodeOptions result = options;
  result.onset_threshold = moved(options.onset_threshold, log_odds(threshold));
  result.frame_threshold = moved(options.frame_threshold, log_odds(threshold));
  return result;
}

DecodeOptions with_ghost_suppression(const DecodeOptions& options, double share) {
  DIVISI_CHECK(share >= 0.0 && share <= 1.0, "a share lies between 0 and 1");
  const decode::DecodeTuning current = engine::tuning_of(options);
  DecodeOptions result = options;
  const auto raise = [&](const char* name, double ratio) {
    if (share <= ratio) return;
    std::erase_if(result.tuning, [&](const auto& named) { return named.first == name; });
    result.tuning.emplace_back(name, share);
  };
  raise("ghost_ratio_above", current.ghost_ratio_above);
  raise("ghost_ratio_below", current.ghost_ratio_below);
  return result;
}

DecodeOptions with_changes(DecodeOptions options, const DecodeChanges& changes) {
  if (changes.threshold) options = with_threshold(options, *changes.threshold);
  if (changes.onset_threshold) options.onset_threshold = *changes.onset_threshold;
  if (changes.frame_threshold) options.frame_threshold = *changes.frame_threshold;
  if (changes.min_note_s) options.min_note_s = *changes.min_note_s;
  if (changes.ghost_suppression)
    options = with_ghost_suppression(options, *changes.ghost_suppression);
  return options;
}

std::vector<std::string> instrument_words() { return parts::line_up_words(); }

bool PartOptions::may_have_drums() const { return parts::may_have_drums(instruments); }
bool PartOptions::names_drums() const { return parts::names_drums(instruments); }

Expected<void> check_part_options(const PartOptions& options) {
  constexpr int kMost = PartOptions::kMostParts;
  const std::string at_most = std::to_string(kMost);
  const bool good =
      options.count >= 0 && options.count <= kMost && options.most >= 1 && options.most <= kMost;
  if (!good) {
    return Error{ErrorCode::invalid_argument,
                 "parts must be 1 to " + at_most + ", or 0 for as many as are heard",
                 {}};
  }
  if (options.instruments.empty()) return {};
  const auto line_up = parts::line_up_of(options.instruments);
  if (!line_up) return line_up.error();
  if (line_up->size() <= kMost) return {};
  return Error{ErrorCode::invalid_argument,
               std::to_string(line_up->size()) + " instruments, expected at most " + at_most,
               {}};
}

namespace engine {

Expected<void> check_decode_options(const DecodeOptions& options) {
  const char* expected = "more than 0 and less than 1";
  if (!is_probability(options.onset_threshold)) {
    return out_of_place("onset_threshold", options.onset_threshold, expected);
  }
  if (!is_probability(options.frame_threshold)) {
    return out_of_place("frame_threshold", options.frame_threshold, expected);
  }
  if (!is_probability(options.offset_threshold)) {
    return out_of_place("offset_threshold", options.offset_threshold, expected);
  }
  if (!(options.min_note_s > 0.0 && options.min_note_s <= 3600.0)) {
    return out_of_place("min_note_s", options.min_note_s, "more than 0 and at most 3600");
  }
  return {};
}

decode::DecodeTuning tuning_of(const DecodeOptions& options) {
  decode::DecodeTuning tuning;
  decode::for_each_field(tuning, [&options](const char* name, double& value) {
    for (const auto& [named, number] : options.tuning) {
      if (named == name) value = number;
    }
  });
  return tuning;
}

Expected<DecodeOptions> decode_options_of(
    const std::map<std::string, std::vector<double>>& parameters) {
  const auto take = [&](const std::string& name, double& value) {
    const auto found = parameters.find("decode." + name);
    if (found != parameters.end() && found->second.size() == 1) value = found->second.front();
  };
  DecodeOptions options;
  take("onset_threshold", options.onset_threshold);
  take("frame_threshold", options.frame_threshold);
  take("offset_threshold", options.offset_threshold);
  take("min_note_s", options.min_note_s);
  decode::DecodeTuning tuning;
  decode::for_each_field(tuning, [&](const char* name, double& value) {
    take(name, value);
    options.tuning.emplace_back(name, value);
  });
  if (const Expected<void> good = check_decode_options(options); !good) return good.error();
  return options;
}

}  // namespace engine
}  // namespace divisi
