/// divisi inspect: what a model is made of.

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "divisi/models.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

ExitCode inspect(const std::string& name) {
  const Expected<std::string> text = describe_model(name);
  if (!text) {
    say_error(text.error());
    return ExitCode::bad_model;
  }
  std::fwrite(text->data(), 1, text->size(), stdout);
  return ExitCode::ok;
}

}  // namespace

void add_inspect_command(CLI::App& app, ExitCode& result) {
  auto name = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("inspect", "Print a model's layers, shapes and parameter counts");
  std::string known;
  for (const std::string& model : model_names()) known += (known.empty() ? "" : ", ") + model;
  command
      ->add_option("model", *name,
                   "A weights file, or one of: " + known + "\n[default: the built-in weights]")
      ->type_name("NAME|FILE");
  command->callback([name, &result] { result = inspect(*name); });
}

}  // namespace divisi::cli
