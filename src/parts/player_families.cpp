#include "parts/player_families.h"

#include <charconv>
#include <string_view>

#include "core/json.h"
#include "parts/families.h"

namespace divisi::parts {
namespace {

namespace fs = std::filesystem;
using core::JsonValue;

constexpr std::string_view kSoundfont = "fluid ";  // and the program's number

Expected<std::vector<std::string>> texts_of(const JsonValue* list, const std::string& field) {
  std::vector<std::string> texts;
  if (list != nullptr && list->kind == JsonValue::Kind::text) return std::vector{list->text};
  if (list != nullptr && list->kind == JsonValue::Kind::array) {
    for (const JsonValue& item : list->items) texts.push_back(item.text);
    return texts;
  }
  return Error{ErrorCode::corrupt, field + ": expected an array of texts", field};
}

}  // namespace

std::optional<std::size_t> PlayerFamilies::of(const std::string& player) const {
  if (player.starts_with(kSoundfont)) {
    int program = -1;  // of drums
    std::from_chars(player.data() + kSoundfont.size(), player.data() + player.size(), program);
    return family_of_program(program);
  }
  const auto found = families.find(player);
  if (found == families.end()) return {};
  return found->second;
}

Expected<PlayerFamilies> read_player_families(const fs::path& path) {
  const Expected<JsonValue> root = core::read_json(path);
  if (!root) return root.error();
  PlayerFamilies result;
  const JsonValue* families = root->find("families");
  if (families == nullptr || families->kind != JsonValue::Kind::object) {
    return Error{ErrorCode::corrupt, path.string() + ": families: expected an object", "families"};
  }
  for (const auto& [source, word] : families->members) {
    const std::optional<std::size_t> family = find_family(word.text);
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

Expected<std::vector<std::string>> players_of_clip(const fs::path& clip_json) {
  const Expected<JsonValue> facts = core::read_json(clip_json);
  if (!facts) return facts.error();
  return texts_of(facts->find("parts"), clip_json.string() + ": parts");
}

}  // namespace divisi::parts
