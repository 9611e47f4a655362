#include "slot_experiments.h"

#include <cstdio>

#include "caught.h"
#include "slots/experiment.h"
#include "slots/teacher.h"
#include "terminal.h"
#include "train/recipe.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

const auto kSay = [](const std::string& line) { say(line); };

/// A file of the repository: below this folder, else where divisi was built.
fs::path repository_file(const fs::path& below) {
  std::error_code ignored;
  return fs::exists(below, ignored) ? below : fs::path(DIVISI_SOURCE_DIR) / below;
}

/// A file as it is named, or the recipe of that name.
fs::path recipe_path(const std::string& name) {
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) return name;
  return repository_file(fs::path("recipes") / "slots" / (name + ".json"));
}

/// The split that goes with a collection, where it is written down.
fs::path split_path(const std::string& set) {
  const fs::path splits = fs::path("recipes") / "slots" / "splits";
  if (set == "urmp") return repository_file(splits / "urmp.csv");
  if (set == "musicnet") return repository_file(splits / "mun10.csv");
  return {};
}

Expected<std::vector<slots::SlotPiece>> read_pieces(const SlotExperimentArguments& arguments) {
  const std::size_t equals = arguments.data.find('=');
  if (equals == std::string::npos) {
    return Error{
        ErrorCode::invalid_argument,
        "--data " + arguments.data + ": expected SET=FOLDER, such as chamber=clips/chamber",
        "--data"};
  }
  const std::string set = arguments.data.substr(0, equals);
  const bool is_made = set == "chamber" || set == "electronic";
  return slots::load_slot_pieces(is_made ? "synthetic" : set, arguments.data.substr(equals + 1),
                                 arguments.splits.empty() ? split_path(set) : arguments.splits);
}

Expected<void> run_experiment_now(const SlotExperimentArguments& arguments) {
  Expected<train::Recipe> recipe = train::read_recipe(recipe_path(arguments.experiment));
  if (!recipe) return recipe.error();
  if (arguments.seed >= 0) recipe->seed = static_cast<std::uint64_t>(arguments.seed);
  const auto pieces = read_pieces(arguments);
  if (!pieces) return pieces.error();
  slots::ExperimentOptions options;
  options.run_directory = arguments.run;
  options.teacher = arguments.teacher;
  options.threads = arguments.threads;
  options.commit = arguments.commit;
  options.may_go_on = [] { return !interrupted(); };
  const auto result = slots::run_experiment(*recipe, *pieces, options, kSay);
  if (!result) return result.error();
  const std::string table = slots::to_markdown({*result});
  std::fwrite(table.data(), 1, table.size(), stdout);
  return {};
}

/// A line for each split that the encoder has not learned from, and a picture of each.
Expected<void> report_retrieval(const SlotExperimentArguments& arguments,
                                const std::vector<slots::SlotPiece>& pieces) {
  Expected<slots::Teacher> teacher = slots::Teacher::load(arguments.run);
  if (!teacher) return teacher.error();
  for (const std::string split : {"validation", "test"}) {
    const auto found = slots::measure_retrieval(*teacher, pieces, split, arguments.threads,
                                                arguments.run / ("embeddings_" + split + ".png"));
    if (!found) return found.error();
    std::printf("%s: %d windows of %d sources, top-1 %.2f %%, top-5 %.2f %%\n", split.c_str(),
                found->windows, found->sources, 100.0 * found->top_1, 100.0 * found->top_5);
  }
  return {};
}

}  // namespace

Expected<void> run_slot_experiment(const SlotExperimentArguments& arguments) {
  return caught([&] { return run_experiment_now(arguments); });
}

Expected<void> run_slot_teacher(const SlotExperimentArguments& arguments) {
  Expected<slots::TeacherRecipe> recipe =
      slots::read_teacher_recipe(recipe_path(arguments.experiment));
  if (!recipe) return recipe.error();
  if (arguments.seed >= 0) recipe->seed = static_cast<std::uint64_t>(arguments.seed);
  const auto pieces = read_pieces(arguments);
  if (!pieces) return pieces.error();
  slots::TeacherOptions options;
  options.run_directory = arguments.run;
  options.threads = arguments.threads;
  options.may_go_on = [] { return !interrupted(); };
  return caught([&] {
    const Expected<void> trained = slots::train_teacher(*recipe, *pieces, options, kSay);
    return trained ? report_retrieval(arguments, *pieces) : trained;
  });
}

Expected<void> print_slot_table(const std::vector<fs::path>& runs) {
  std::vector<slots::ExperimentResult> results;
  for (const fs::path& run : runs) {
    auto result = slots::read_result(run / "scores.json");
    if (!result) return result.error();
    results.push_back(std::move(*result));
  }
  const std::string table = slots::to_markdown(results);
  std::fwrite(table.data(), 1, table.size(), stdout);
  return {};
}

}  // namespace divisi::cli
