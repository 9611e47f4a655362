#include "eval/estimate.h"

#include <cmath>
#include <utility>

#include "core/json.h"
#include "core/note_table.h"
#include "score/midi_reader.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;
namespace fs = std::filesystem;

Expected<core::AnnotatedNote> note_of_json(const core::JsonValue& value, std::size_t number,
                                           const std::string& name) {
  core::AnnotatedNote note;
  const std::pair<const char*, double*> fields[] = {
      {"onset_s", &note.onset_s}, {"offset_s", &note.offset_s}, {"pitch_midi", &note.pitch_midi}};
  for (const auto& [key, target] : fields) {
    const auto found = value.find_number(key);
    if (!found || !std::isfinite(*found)) {
      return Error{ErrorCode::corrupt,
                   name + ": note " + std::to_string(number) + " has no number '" + key + "'",
                   name};
    }
    *target = *found;
  }
  note.velocity = value.find_number("velocity").value_or(core::kUnknownVelocity);
  return note;
}

Expected<void> add_notes(const core::JsonValue& object, const std::string& source,
                         const std::string& name, Notes& notes) {
  const core::JsonValue* list = object.find("notes");
  if (list == nullptr || list->kind != core::JsonValue::Kind::array) {
    return Error{ErrorCode::corrupt, name + ": expected an array 'notes', or 'parts' that have it",
                 name};
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Expected<core::AnnotatedNote> note = note_of_json(list->items[i], i + 1, name);
    if (!note) return note.error();
    note->source = source;
    if (note->offset_s > note->onset_s) notes.push_back(std::move(*note));
  }
  return {};
}

Expected<Notes> read_json_notes(const fs::path& path) {
  const Expected<core::JsonValue> root = core::read_json(path);
  if (!root) return root.error();
  Notes notes;
  const core::JsonValue* parts = root->find("parts");
  if (parts == nullptr) {
    if (auto added = add_notes(*root, "", path.string(), notes); !added) return added.error();
  } else {
    for (const core::JsonValue& part : parts->items) {
      const bool is_drums = part.find_boolean("is_drums").value_or(false);
      const std::string source = is_drums ? "drums" : part.find_text("name").value_or("");
      if (auto added = add_notes(part, source, path.string(), notes); !added) return added.error();
    }
  }
  core::sort_notes(notes);
  return notes;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

}  // namespace

Notes notes_of_score(const Score& score) {
  Notes notes;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (!(note.offset_s > note.onset_s)) continue;
      notes.push_back({note.onset_s, note.offset_s, static_cast<double>(note.pitch_midi),
                       static_cast<double>(note.velocity), part.is_drums ? "drums" : part.name});
    }
  }
  core::sort_notes(notes);
  return notes;
}

Expected<Notes> read_note_file(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".csv") return core::read_note_table(path);
  if (extension == ".json") return read_json_notes(path);
  if (extension == ".mid" || extension == ".midi") {
    const Expected<Score> score = score::read_midi(path);
    if (!score) return score.error();
    return notes_of_score(*score);
  }
  return Error{ErrorCode::unsupported,
               path.string() + ": found '" + extension + "', expected .csv, .json, .mid or .midi",
               path.string()};
}

Expected<Estimate> read_estimate(const fs::path& folder, const std::string& clip_id) {
  for (const char* extension : {".csv", ".json", ".mid", ".midi"}) {
    for (const fs::path& path :
         {folder / clip_id / ("notes" + std::string(extension)), folder / (clip_id + extension)}) {
      if (!is_there(path)) continue;
      Expected<Notes> notes = read_note_file(path);
      if (!notes) return notes.error();
      Expected<std::optional<Posterior>> posterior = read_posterior(folder / clip_id);
      if (!posterior) return posterior.error();
      return Estimate{std::move(*notes), std::move(*posterior)};
    }
  }
  return Error{ErrorCode::not_found,
               (folder / clip_id).string() +
                   ": found neither notes.{csv,json,mid} in this folder "
                   "nor a file of this name with one of these extensions",
               (folder / clip_id).string()};
}

}  // namespace divisi::eval
