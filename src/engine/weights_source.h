/// Where the bytes of the weights come from.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "divisi/error.h"

namespace divisi::engine {

/// Bytes of weights, and how messages call them. `bytes` points into the program or into `storage`.
struct WeightsSource {
  std::string storage;
  std::string_view built_in;
  std::string name;

  std::string_view bytes() const { return built_in.empty() ? storage : built_in; }
};

/// The model whose parts are dealt by slots, and its timbre weights, by name.
inline constexpr const char* kSlotsModel = "slots";

/// The file's bytes, or those of the built-in note network when `weights` is empty or kSlotsModel.
/// Errors    not_found, io; not_found when nothing is built in, saying how to get weights.
Expected<WeightsSource> open_weights(const std::filesystem::path& weights);

/// Likewise of the timbre network, built in when `weights` is empty or kSlotsModel; nothing when it
/// is empty and none is built in.
Expected<std::optional<WeightsSource>> open_timbre_weights(const std::filesystem::path& weights);

}  // namespace divisi::engine
