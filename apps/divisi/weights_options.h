/// What a command listens with: shared by those that listen.
#pragma once

#include <filesystem>
#include <optional>

#include "commands.h"

namespace CLI {
class App;
}

namespace divisi::cli {

struct WeightsOptions {
  int threads = 0;                    ///< 0: all cores
  std::filesystem::path model;        ///< empty: the built-in weights
  std::filesystem::path parts_model;  ///< likewise, of the timbre network
};

void add_parts_model_option(CLI::App& command, std::filesystem::path& parts_model);

/// --stem-model, and the environment variable that stands for it.
void add_stem_model_option(CLI::App& command, std::filesystem::path& stem_model);
/// Complains of one that cannot be used.
std::optional<ExitCode> complain_of_stem_model(const std::filesystem::path& stem_model);

/// --threads, --model, --parts-model, and the environment variables that stand for them.
void add_weights_options(CLI::App& command, WeightsOptions& options);

}  // namespace divisi::cli
