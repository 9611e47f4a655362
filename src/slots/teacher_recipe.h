/// A training run of the timbre encoder as data.
///
/// Errors    not_found, io; invalid_argument, naming the file and the field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"

namespace divisi::slots {

/// Source of the numbers: Taenzer 2026, section V-A, where it gives them; else ours.
struct TeacherRecipe {
  std::string name = "timbre-encoder";
  std::uint64_t seed = 1;
  int steps = 800;
  int batch_sources = 8;        ///< theirs 32
  int views = 4;                ///< windows of each
  int window_frames = 46;       ///< 1.5 s
  double least_active = 0.5;    ///< of a window's frames
  double learning_rate = 5e-4;  ///< at first; a half cosine down to 0
  double weight_decay = 0.01;
  double temperature = 0.1;
  int projection = 64;       ///< dimensions in which the contrast is taken
  double consistency = 0.5;  ///< weights of the three regularisers
  double variance = 0.1;
  double covariance = 0.01;
  double gain_db = 3.0;  ///< random, up or down
  int masked_bins = 24;  ///< at most, in one stretch
  int masked_frames = 8;
  int validate_every_steps = 40;
  int stop_after_validations = 6;  ///< without improvement
  int validation_windows = 8;      ///< of each source
  double checkpoint_every_s = 120.0;
};

Expected<TeacherRecipe> read_teacher_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const TeacherRecipe& recipe);

}  // namespace divisi::slots
