// divisi train: from a recipe and rendered clips to weights.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "caught.h"
#include "cerberus/training.h"
#include "commands.h"
#include "shares/share_run.h"
#include "terminal.h"
#include "timbre/instrument_run.h"
#include "timbre/note_company_run.h"
#include "timbre/note_memory_run.h"
#include "timbre/note_slots_run.h"
#include "timbre/note_truth_run.h"
#include "train/recipe.h"
#include "train/trainer.h"

namespace divisi::cli {
namespace {

struct TrainArguments {
  std::filesystem::path recipe;
  train::TrainOptions options;
  std::filesystem::path notes_weights;   ///< what a memory or slots listen with
  std::filesystem::path timbre_weights;  ///< likewise
  std::filesystem::path families;        ///< what an instrument network learns
};

ExitCode report(const Error& error) {
  std::fprintf(stderr, "divisi: %s\n", error.message.c_str());
  return exit_code_for(error);
}

void say_line(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

timbre::HeardTrainingOptions heard_options(const TrainArguments& arguments) {
  const train::TrainOptions& options = arguments.options;
  return {arguments.notes_weights,   arguments.timbre_weights,
          options.train_directories, options.validation_directories,
          options.run_directory,     options.begin_with,
          options.threads,           options.commit,
          options.may_go_on};
}

Expected<void> train_memory(const TrainArguments& arguments) {
  const auto recipe = timbre::read_note_memory_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return timbre::train_note_memory(*recipe, heard_options(arguments), say_line);
}

Expected<void> train_company(const TrainArguments& arguments) {
  const auto recipe = timbre::read_note_memory_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return timbre::train_note_company(*recipe, arguments.families, heard_options(arguments),
                                    say_line);
}

Expected<void> train_truth(const TrainArguments& arguments) {
  const auto recipe = timbre::read_note_memory_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return timbre::train_note_truth(*recipe, heard_options(arguments), say_line);
}

Expected<void> train_slots(const TrainArguments& arguments) {
  const auto recipe = timbre::read_note_slots_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return timbre::train_note_slots(*recipe, heard_options(arguments), say_line);
}

Expected<void> train_instruments(const TrainArguments& arguments) {
  const auto recipe = timbre::read_instrument_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return timbre::train_instruments(*recipe, arguments.families, arguments.options, say_line);
}

Expected<void> train_from_clips(const TrainArguments& arguments) {
  const Expected<train::Recipe> recipe = train::read_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return train::train_network(*recipe, arguments.options, say_line);
}

Expected<void> train_cerberus(const TrainArguments& arguments) {
  const auto recipe = cerberus::read_cerberus_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return cerberus::train_cerberus(*recipe, arguments.options, say_line);
}

Expected<void> train_shares(const TrainArguments& arguments) {
  const auto recipe = shares::read_share_recipe(arguments.recipe);
  if (!recipe) return recipe.error();
  return shares::train_shares(*recipe, arguments.notes_weights, arguments.timbre_weights,
                              arguments.options, say_line);
}

Expected<void> train_by_recipe(const TrainArguments& arguments) {
  const std::string model = train::model_of_recipe(arguments.recipe);
  if (model == models::kNoteMemoryName) return train_memory(arguments);
  if (model == models::kNoteCompanyName) return train_company(arguments);
  if (model == models::kNoteTruthName) return train_truth(arguments);
  if (model == models::kNoteSlotsName) return train_slots(arguments);
  if (model == models::kCerberusNetName) return train_cerberus(arguments);
  if (model == models::kInstrumentNetName) return train_instruments(arguments);
  if (model == models::kShareNetName) return train_shares(arguments);
  return train_from_clips(arguments);
}

ExitCode run(const TrainArguments& arguments) {
  const Expected<void> trained = caught([&] { return train_by_recipe(arguments); });
  return trained ? ExitCode::ok : report(trained.error());
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
  command->add_option("--begin-with", options.begin_with,
                      "Weights that a new run begins with instead of random ones");
  command->add_option(
      "--model", arguments->notes_weights,
      "Of a memory or slots: note weights to listen with; those built in if not given");
  command->add_option("--timbre", arguments->timbre_weights,
                      "Of a memory or slots: timbre weights that they are for, likewise");
  command->add_option("--names", arguments->families,
                      "Of an instrument network: which player is of which family (JSON)");
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
