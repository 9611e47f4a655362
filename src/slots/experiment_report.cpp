#include <array>

#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "eval/table.h"
#include "slots/experiment.h"

namespace divisi::slots {
namespace {

constexpr std::array<eval::Column, 11> kColumns = {{{"mixture_ap", "AP"},
                                                    {"mixture_f1", "F1"},
                                                    {"mixture_p", "P"},
                                                    {"mixture_r", "R"},
                                                    {"slot_ap", "slots: AP"},
                                                    {"slot_f1", "F1"},
                                                    {"slot_p", "P"},
                                                    {"slot_r", "R"},
                                                    {"cosine", "cosine"},
                                                    {"polyphony_accuracy", "polyphony"},
                                                    {"slot_polyphony_accuracy", "of slots"}}};

}  // namespace

std::string to_markdown(const std::vector<ExperimentResult>& results) {
  std::string text = eval::table_head("experiment", kColumns);
  for (const ExperimentResult& result : results) {
    text += eval::table_row(result.name, "seed " + std::to_string(result.seed), result.figures,
                            kColumns);
  }
  return text;
}

std::string to_json(const ExperimentResult& result) {
  nlohmann::ordered_json json;
  json["experiment"] = result.name;
  json["seed"] = result.seed;
  json["mixture_threshold"] = result.thresholds.mixture;
  json["slot_threshold"] = result.thresholds.slots;
  json["figures"] = result.figures;
  return json.dump(2) + "\n";
}

Expected<ExperimentResult> read_result(const std::filesystem::path& path) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return text.error();
  try {
    const auto json = nlohmann::json::parse(*text);
    ExperimentResult result;
    result.name = json.at("experiment").get<std::string>();
    result.seed = json.at("seed").get<std::uint64_t>();
    result.thresholds = {json.at("mixture_threshold").get<double>(),
                         json.at("slot_threshold").get<double>()};
    result.figures = json.at("figures").get<std::map<std::string, double>>();
    return result;
  } catch (const nlohmann::json::exception& problem) {
    return Error{ErrorCode::corrupt,
                 path.string() + ": expected the scores of an experiment: " + problem.what(),
                 path.string()};
  }
}

}  // namespace divisi::slots
