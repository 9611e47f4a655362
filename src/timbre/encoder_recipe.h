/// A training run of the published encoder as data.
///
/// Errors    not_found, io, corrupt; invalid_argument: naming the file and the field that is not
///           known, not a number or out of range.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "timbre/solo_pieces.h"

namespace divisi::timbre {

struct EncoderRecipe {
  std::uint64_t seed = 1;
  int steps = 600;
  int batch_items = 4;
  MixtureOptions mixtures;
  double learning_rate = 1e-3;
  double weight_decay = 0.01;
  std::string loss = "info_nce";  ///< one of clustering_loss_names()
  bool published_quirks = true;
};

Expected<EncoderRecipe> read_encoder_recipe(const std::filesystem::path& path);

/// Every field, as JSON that read_encoder_recipe() takes.
std::string to_json(const EncoderRecipe& recipe);

}  // namespace divisi::timbre
