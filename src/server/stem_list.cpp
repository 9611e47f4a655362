#include "server/stem_list.h"

#include "core/json.h"
#include "server/json_text.h"
#include "server/stems_job.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

const std::string kPlayed = "played-";

/// The list is ours, but the folder may have been in other hands.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

void add_file(const fs::path& folder, const std::string& file, std::vector<StemFile>& files) {
  if (!is_plain_name(file)) return;
  std::error_code ignored;
  files.push_back({file, folder / "stems" / file});
  const fs::path played = folder / "played" / file;
  if (fs::exists(played, ignored)) files.push_back({kPlayed + file, played});
}

std::string url_of(const Project& project, const std::string& file) {
  return "/api/v1/projects/" + project.id + "/stems/" + file;
}

std::string entry_of(const Project& project, const core::JsonValue& stem) {
  const std::string file = stem.find_text("file").value_or("");
  return JsonObject()
      .number("part", stem.find_number("part").value_or(0.0))
      .text("name", stem.find_text("name").value_or(""))
      .text("audio", url_of(project, file))
      .text("synthesised", url_of(project, kPlayed + file))
      .number("level_db", stem.find_number("level_db").value_or(-200.0))
      .done();
}

}  // namespace

std::vector<StemFile> stem_files(const fs::path& folder) {
  std::vector<StemFile> files;
  const auto list = core::read_json(folder / kStemList);
  if (!list) return files;
  if (const core::JsonValue* stems = list->find("stems")) {
    for (const core::JsonValue& stem : stems->items) {
      add_file(folder, stem.find_text("file").value_or(""), files);
    }
  }
  add_file(folder, list->find_text("residual").value_or(""), files);
  std::error_code ignored;
  const fs::path remix = folder / "played" / "remix.flac";
  if (fs::exists(remix, ignored)) files.push_back({kPlayed + "remix.flac", remix});
  return files;
}

std::optional<fs::path> find_stem(const fs::path& folder, std::string_view name) {
  for (const StemFile& file : stem_files(folder)) {
    if (file.name == name) return file.path;
  }
  return std::nullopt;
}

std::string stems_json(const Project& project, const fs::path& folder) {
  JsonObject answer;
  answer.text("state", name_of(project.stems)).number("revision", project.stems_revision);
  const auto list = core::read_json(folder / kStemList);
  if (!list) return answer.json("stems", "[]").done();
  std::vector<std::string> stems;
  if (const core::JsonValue* found = list->find("stems")) {
    for (const core::JsonValue& stem : found->items) stems.push_back(entry_of(project, stem));
  }
  answer.json("stems", json_array(stems));
  answer.text("residual", url_of(project, list->find_text("residual").value_or("")));
  answer.text("remix", url_of(project, kPlayed + "remix.flac"));
  return answer.done();
}

}  // namespace divisi::server
