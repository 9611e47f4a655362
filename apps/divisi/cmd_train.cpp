// divisi train: from a recipe and rendered clips to weights.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "terminal.h"
#include "train/recipe.h"
#include "train/trainer.h"

namespace divisi::cli {
namespace {

struct TrainArguments {
  std::filesystem::path recipe;
  train::TrainOptions options;
};

ExitCode report(const Error& error) {
  std::fprintf(stderr, "divisi: %s\n", error.message.c_str());
  return exit_code_for(error);
}

ExitCode run(const TrainArguments& arguments) {
  const Expected<train::Recipe> recipe = train::read_recipe(arguments.recipe);
  if (!recipe) return report(recipe.error());
  try {
    const Expected<void> trained = train::train_network(
        *recipe, arguments.options,
        [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); });
    return trained ? ExitCode::ok : report(trained.error());
  } catch (const std::exception& problem) {  // libtorch throws
    return report({ErrorCode::internal, problem.what(), {}});
  }
}

}  // namespace

void add_train_command(CLI::App& app, ExitCode& result) {
  CLI::App* command = app.add_subcommand("train", "Train weights from a recipe and rendered clips");
  auto arguments = std::make_shared<TrainArguments>();
  train::TrainOptions& options = arguments->options;
  options.may_go_on = [] { return !interrupted(); };
  command->add_option("recipe", arguments->recipe, "Recipe file (JSON)")->required();
  command
      ->add_option("--train", options.train_directories,
                   "Folders of clips to train on (divisi synth)")
      ->required();
  command
      ->add_option("--validation", options.validation_directories,
                   "Folders of clips to validate on")
      ->required();
  command
      ->add_option("-o,--run", options.run_directory,
                   "Folder for checkpoint, log and weights; a run found there goes on")
      ->required();
  command->add_option("--threads", options.threads, "Threads; 0 means all")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--deterministic", options.deterministic,
                    "Only algorithms whose results never vary");
  command->add_flag("--cuda", options.use_cuda, "Train on the GPU");
  command->add_option("--commit", options.commit,
                      "Commit of the program, written into the weights");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace divisi::cli
