#include "weights_options.h"

#include <CLI/CLI.hpp>

#include "divisi/stems.h"
#include "terminal.h"

namespace divisi::cli {

void add_parts_model_option(CLI::App& command, std::filesystem::path& parts_model) {
  command
      .add_option("--parts-model", parts_model,
                  "Weights file of a timbre network to use instead of the built-in one;\n"
                  "slots: that of the built-in model \"slots\"")
      ->envname("DIVISI_PARTS_MODEL")
      ->type_name("FILE");
}

void add_stem_model_option(CLI::App& command, std::filesystem::path& stem_model) {
  command
      .add_option("--stem-model", stem_model,
                  "Weights file of a share network to use instead of the built-in one;\n"
                  "none: by notes and learned spectra alone")
      ->envname("DIVISI_STEM_MODEL")
      ->type_name("FILE");
}

std::optional<ExitCode> complain_of_stem_model(const std::filesystem::path& stem_model) {
  const Expected<void> usable = check_stem_model(stem_model);
  if (usable) return std::nullopt;
  say_error(usable.error());
  return ExitCode::bad_model;
}

void add_weights_options(CLI::App& command, WeightsOptions& options) {
  command.add_option("--threads", options.threads, "Cores to use; 0: all [default: 0]")
      ->check(CLI::Range(0, 1024))
      ->envname("DIVISI_THREADS")
      ->type_name("N");
  command
      .add_option("--model", options.model,
                  "Weights file to use instead of the built-in weights; slots: the\n"
                  "built-in model that deals parts by slots (docs/slots.md)")
      ->envname("DIVISI_MODEL")
      ->type_name("FILE");
  add_parts_model_option(command, options.parts_model);
}

}  // namespace divisi::cli
