#include "weights_options.h"

#include <CLI/CLI.hpp>

namespace divisi::cli {

void add_weights_options(CLI::App& command, WeightsOptions& options) {
  command.add_option("--threads", options.threads, "Cores to use; 0: all [default: 0]")
      ->check(CLI::Range(0, 1024))
      ->envname("DIVISI_THREADS")
      ->type_name("N");
  command
      .add_option("--model", options.model, "Weights file to use instead of the built-in weights")
      ->envname("DIVISI_MODEL")
      ->type_name("FILE");
  command
      .add_option("--parts-model", options.parts_model,
                  "Weights file of a timbre network to use instead of the built-in one")
      ->envname("DIVISI_PARTS_MODEL")
      ->type_name("FILE");
}

}  // namespace divisi::cli
