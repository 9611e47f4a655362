#include "slots/split_file.h"

#include "core/csv.h"
#include "core/json.h"

namespace divisi::slots {
namespace {

Expected<void> add(const std::string& id, const std::string& word, const std::string& name,
                   Splits& splits) {
  const std::string split = word == "val" ? "validation" : word;
  if (split != "train" && split != "validation" && split != "test") {
    return Error{ErrorCode::corrupt,
                 name + ": piece '" + id + "': found the split '" + word +
                     "', expected train, validation or test",
                 name};
  }
  if (!splits.emplace(id, split).second) {
    return Error{ErrorCode::corrupt, name + ": piece '" + id + "' is there twice", name};
  }
  return {};
}

Expected<Splits> read_table(const std::filesystem::path& path) {
  const Expected<core::CsvTable> table = core::read_csv(path);
  if (!table) return table.error();
  const Expected<std::size_t> id = table->require_column({"id"});
  if (!id) return id.error();
  const Expected<std::size_t> split = table->require_column({"split"});
  if (!split) return split.error();
  Splits splits;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const Expected<std::string> piece = table->text(row, *id);
    if (!piece) return piece.error();
    const Expected<std::string> word = table->text(row, *split);
    if (!word) return word.error();
    if (auto added = add(*piece, *word, table->name, splits); !added) return added.error();
  }
  return splits;
}

std::string id_of(const core::JsonValue& item) {
  if (item.kind == core::JsonValue::Kind::text) return item.text;
  for (const char* key : {"filename", "piece_id", "id"}) {
    if (const auto text = item.find_text(key)) return *text;
  }
  return "";
}

Expected<Splits> read_lists(const std::filesystem::path& path) {
  const Expected<core::JsonValue> json = core::read_json(path);
  if (!json) return json.error();
  Splits splits;
  for (const auto& [word, list] : json->members) {
    for (const core::JsonValue& item : list.items) {
      const std::string id = id_of(item);
      if (id.empty()) {
        return Error{ErrorCode::corrupt,
                     path.string() + ": " + word + ": expected texts, or objects with a filename",
                     path.string()};
      }
      if (auto added = add(id, word, path.string(), splits); !added) return added.error();
    }
  }
  return splits;
}

}  // namespace

Expected<Splits> read_split_file(const std::filesystem::path& path) {
  Expected<Splits> splits = path.extension() == ".json" ? read_lists(path) : read_table(path);
  if (splits && splits->empty()) {
    return Error{ErrorCode::corrupt, path.string() + ": found no piece in it", path.string()};
  }
  return splits;
}

}  // namespace divisi::slots
