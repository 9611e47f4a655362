#include "labelled_parts.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/json.h"
#include "eval/note_streams.h"
#include "parts/families.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;
using core::JsonValue;

constexpr const char* kSoundfont = "fluid ";

Expected<std::vector<std::string>> texts_of(const JsonValue* list, const std::string& field) {
  std::vector<std::string> texts;
  if (list != nullptr && list->kind == JsonValue::Kind::text) return std::vector{list->text};
  if (list != nullptr && list->kind == JsonValue::Kind::array) {
    for (const JsonValue& item : list->items) texts.push_back(item.text);
    return texts;
  }
  return Error{ErrorCode::corrupt, field + ": expected an array of texts", field};
}

/// Nothing for percussion.
std::optional<std::size_t> family_of_source(const std::string& source,
                                            const SourceFamilies& families) {
  if (source.starts_with(kSoundfont))
    return parts::family_of_program(std::atoi(source.c_str() + std::string(kSoundfont).size()));
  const auto found = families.families.find(source);
  if (found == families.families.end()) return {};
  return found->second;
}

/// Who plays, in the order of the sources' numbers.
Expected<std::vector<std::string>> players_of(const fs::path& file) {
  const Expected<JsonValue> facts = core::read_json(file);
  if (!facts) return facts.error();
  return texts_of(facts->find("parts"), file.string() + ": parts");
}

/// The sources as hearing::HeardNotes numbers them.
Expected<std::vector<std::string>> sources_of(const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  std::vector<core::AnnotatedNote> truth;
  for (const core::AnnotatedNote& note : annotation->notes) {
    if (!core::is_percussion(note.source)) truth.push_back(note);
  }
  return eval::sources_of(truth);
}

}  // namespace

Expected<SourceFamilies> read_source_families(const fs::path& path) {
  const Expected<JsonValue> root = core::read_json(path);
  if (!root) return root.error();
  SourceFamilies result;
  const JsonValue* families = root->find("families");
  if (families == nullptr || families->kind != JsonValue::Kind::object) {
    return Error{ErrorCode::corrupt, path.string() + ": families: expected an object", "families"};
  }
  for (const auto& [source, word] : families->members) {
    const std::optional<std::size_t> family = parts::find_family(word.text);
    if (!family) {
      return Error{ErrorCode::corrupt,
                   path.string() + ": families." + source + ": '" + word.text + "' is no family",
                   source};
    }
    result.families[source] = *family;
  }
  const Expected<std::vector<std::string>> changing =
      texts_of(root->find("new_in_each_clip"), path.string() + ": new_in_each_clip");
  if (!changing) return changing.error();
  result.changing.insert(changing->begin(), changing->end());
  return result;
}

Expected<std::vector<parts::LabelledPart>> labelled_parts(const data::Clip& clip,
                                                          const hearing::HeardNotes& heard,
                                                          const SourceFamilies& families,
                                                          int number) {
  const fs::path file = clip.mix.parent_path() / "clip.json";
  const Expected<std::vector<std::string>> players = players_of(file);
  if (!players) return players.error();
  const Expected<std::vector<std::string>> sources = sources_of(clip);
  if (!sources) return sources.error();
  std::vector<parts::LabelledPart> parts;
  for (std::size_t s = 0; s < sources->size(); ++s) {
    const auto player = static_cast<std::size_t>(std::atoi((*sources)[s].c_str()));
    const std::string name = player < players->size() ? (*players)[player] : "";
    const std::optional<std::size_t> family = family_of_source(name, families);
    if (!family) {
      return Error{
          ErrorCode::corrupt,
          file.string() + ": parts: '" + name + "' of source " + (*sources)[s] + " has no family",
          "parts"};
    }
    parts::LabelledPart part{{heard.tokens.dimensions, {}, {}}, name, *family, number};
    if (families.changing.contains(name)) part.source += " of clip " + std::to_string(number);
    for (std::size_t n = 0; n < heard.tokens.count(); ++n) {
      if (heard.sources[n] == static_cast<int>(s))
        part.tokens.add(heard.tokens.notes[n], heard.tokens.vector(n));
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace divisi::cli
