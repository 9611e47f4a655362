/// divisi experiment: what the laboratory measures, each under its own name.

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "experiments.h"
#include "slot_experiments.h"
#include "terminal.h"
#include "timbre/encoder_recipe.h"

namespace divisi::cli {
namespace {

struct EncoderArguments {
  std::filesystem::path recipe;
  std::filesystem::path pieces;
  std::filesystem::path run;
  std::int64_t seed = -1;  ///< the recipe's
  int threads = 1;
};

ExitCode finish(const Expected<void>& done) {
  if (done) return ExitCode::ok;
  say_error(done.error());
  return exit_code_for(done.error());
}

Expected<timbre::EncoderRecipe> recipe_of(const EncoderArguments& arguments) {
  Expected<timbre::EncoderRecipe> recipe = timbre::read_encoder_recipe(arguments.recipe);
  if (recipe && arguments.seed >= 0) recipe->seed = static_cast<std::uint64_t>(arguments.seed);
  return recipe;
}

using EncoderWork =
    std::function<Expected<void>(const timbre::EncoderRecipe&, const EncoderArguments&)>;

void add_on_pieces(CLI::App& parent, ExitCode& result, const std::string& name,
                   const std::string& text, bool writes_run, const EncoderWork& work) {
  CLI::App* command = parent.add_subcommand(name, text);
  auto arguments = std::make_shared<EncoderArguments>();
  command->add_option("recipe", arguments->recipe, "Recipe file (JSON, recipes/published)")
      ->required();
  command
      ->add_option("--pieces", arguments->pieces,
                   "Set of single timbres (divisi synth, recipes/synth/published_timbres.json)")
      ->required();
  if (writes_run) {
    command->add_option("-o,--run", arguments->run, "Folder for the weights")->required();
  }
  command->add_option("--seed", arguments->seed, "Instead of the recipe's")
      ->check(CLI::Range(0LL, 4294967295LL));
  command->add_option("--threads", arguments->threads, "Threads")->check(CLI::Range(1, 1024));
  command->callback([arguments, work, &result] {
    const Expected<timbre::EncoderRecipe> recipe = recipe_of(*arguments);
    result = finish(recipe ? work(*recipe, *arguments) : Expected<void>(recipe.error()));
  });
}

void add_protocol(CLI::App& parent, ExitCode& result) {
  CLI::App* command = parent.add_subcommand(
      "timbre-protocol", "Separate all mixtures of 2, 3 and 4 stems, the number given");
  auto options = std::make_shared<ProtocolOptions>();
  command->add_option("stems", options->stems, "Clips with stems")->required();
  command->add_option("--dataset", options->dataset, "Their layout, as for evaluate");
  command->add_option("--encoder", options->encoder, "Folder of divisi experiment timbre-encoder")
      ->required();
  command->add_option("-o,--output", options->output, "Writes OUTPUT.md and OUTPUT.json");
  command->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024));
  command->add_flag("--no-network", options->truth_only,
                    "Only the truth's notes, not the note network's as well");
  command->callback([options, &result] { result = finish(run_timbre_protocol(*options)); });
}

void add_cerberus(CLI::App& parent, ExitCode& result) {
  CLI::App* command =
      parent.add_subcommand("cerberus", "Separate and transcribe with a Cerberus network");
  auto trial = std::make_shared<CerberusTrial>();
  command->add_option("clips", trial->clips, "Set of clips, or one recording")->required();
  command->add_option("--dataset", trial->dataset, "Their layout, as for evaluate");
  command->add_option("--weights", trial->weights, "Of a Cerberus network (divisi train)")
      ->required();
  command->add_option("-o,--output", trial->output, "Folder for OUTPUT/<id>/")->required();
  command->add_option("--threads", trial->threads, "0: all cores")->check(CLI::Range(0, 1024));
  command->callback([trial, &result] { result = finish(hear_clips_with_cerberus(*trial)); });
}

void add_note_memory(CLI::App& parent, ExitCode& result) {
  CLI::App* command = parent.add_subcommand(
      "note-memory", "How well notes are told apart before and after the memory");
  auto trial = std::make_shared<NoteMemoryTrial>();
  command->add_option("clips", trial->clips, "Clips with their truth")->required();
  command->add_option("--dataset", trial->dataset, "Their layout, as for evaluate");
  command->add_option("--model", trial->notes_weights, "Note weights; else those built in");
  command->add_option("--parts-model", trial->timbre_weights,
                      "Timbre weights with a memory; else those built in");
  command->add_option("--picture", trial->picture, "Draws the similarities of one clip (PNG)");
  command->add_option("--clip", trial->pictured, "Which; else the first");
  command->add_option("--threads", trial->threads, "Threads; 0 means all")
      ->check(CLI::Range(0, 1024));
  command->callback([trial, &result] { result = finish(try_note_memory(*trial)); });
}

/// What training a slot network and training its teacher have in common.
std::shared_ptr<SlotExperimentArguments> add_slot_options(CLI::App& command) {
  auto arguments = std::make_shared<SlotExperimentArguments>();
  command
      .add_option("--data", arguments->data,
                  "SET=FOLDER: chamber or electronic (divisi synth --stems), urmp, mshoxxdb or "
                  "musicnet")
      ->required();
  command.add_option("--splits", arguments->splits,
                     "CSV of id,split; else recipes/slots/splits, or those of the set itself");
  command
      .add_option("-o,--run", arguments->run,
                  "Folder for checkpoint, log, weights and scores; a run found there goes on")
      ->required();
  command.add_option("--seed", arguments->seed, "Instead of the recipe's")
      ->check(CLI::Range(0LL, 4294967295LL));
  command.add_option("--commit", arguments->commit, "Written into the weights file");
  command.add_option("--threads", arguments->threads, "Threads")->check(CLI::Range(1, 1024));
  return arguments;
}

void add_slot_experiments(CLI::App& parent, ExitCode& result) {
  CLI::App* run =
      parent.add_subcommand("run", "Train and score one of the slot paper's experiments, 1a to 3c");
  const auto asked = add_slot_options(*run);
  run->add_option("experiment", asked->experiment, "1a, 1b, 1c, 2a, 2b, 3a, 3b, 3c, or a recipe")
      ->required();
  run->add_option("--teacher", asked->teacher, "Folder of divisi experiment slot-teacher");
  run->callback([asked, &result] { result = finish(run_slot_experiment(*asked)); });

  CLI::App* teacher =
      parent.add_subcommand("slot-teacher", "Train the timbre encoder that slots learn from");
  const auto taught = add_slot_options(*teacher);
  taught->experiment = "timbre_encoder";
  teacher->add_option("recipe", taught->experiment, "Recipe file (JSON)")->capture_default_str();
  teacher->callback([taught, &result] { result = finish(run_slot_teacher(*taught)); });

  CLI::App* table = parent.add_subcommand("slot-table", "Print the scores of several runs");
  auto runs = std::make_shared<std::vector<std::filesystem::path>>();
  table->add_option("runs", *runs, "Folders of divisi experiment run")->required();
  table->callback([runs, &result] { result = finish(print_slot_table(*runs)); });
}

}  // namespace

void add_experiment_command(CLI::App& app, ExitCode& result) {
  CLI::App* command = app.add_subcommand("experiment", "Repeat published experiments (laboratory)");
  command->require_subcommand(1);
  add_on_pieces(*command, result, "timbre-encoder", "Train the published timbre encoder", true,
                [](const timbre::EncoderRecipe& recipe, const EncoderArguments& arguments) {
                  return run_timbre_encoder(recipe, arguments.pieces, arguments.run,
                                            arguments.threads);
                });
  add_on_pieces(*command, result, "attention-memory",
                "Train the first version's memory, and replace its answer by a constant", false,
                [](const timbre::EncoderRecipe& recipe, const EncoderArguments& arguments) {
                  return run_attention_memory(recipe, arguments.pieces, arguments.threads);
                });
  add_protocol(*command, result);
  add_cerberus(*command, result);
  add_note_memory(*command, result);
  add_slot_experiments(*command, result);
}

}  // namespace divisi::cli
