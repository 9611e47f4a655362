#include "core/note_table.h"

#include <optional>
#include <utility>

#include "core/atomic_file.h"
#include "core/csv.h"

namespace divisi::core {
namespace {

struct NoteColumns {
  std::size_t onset = 0;
  std::size_t offset = 1;
  std::size_t pitch = 2;
  std::optional<std::size_t> velocity;
  std::optional<std::size_t> source;
};

Expected<NoteColumns> columns_of_header(const CsvTable& table) {
  NoteColumns columns;
  const auto onset = table.require_column({"onset_s", "onset", "start_time_s"});
  if (!onset) return onset.error();
  const auto offset = table.require_column({"offset_s", "offset", "end_time_s"});
  if (!offset) return offset.error();
  const auto pitch = table.require_column({"midi_pitch", "pitch_midi", "midi", "pitch"});
  if (!pitch) return pitch.error();
  columns.onset = *onset;
  columns.offset = *offset;
  columns.pitch = *pitch;
  columns.velocity = table.find_column({"velocity"});
  columns.source = table.find_column({"source", "source_label", "instrument", "part"});
  return columns;
}

NoteColumns columns_without_header(const CsvTable& table) {
  NoteColumns columns;
  if (!table.rows.empty() && table.rows[0].size() > 3) columns.source = table.rows[0].size() - 1;
  return columns;
}

Expected<AnnotatedNote> note_of_row(const CsvTable& table, std::size_t row,
                                    const NoteColumns& columns) {
  AnnotatedNote note;
  const std::pair<std::size_t, double*> numbers[] = {{columns.onset, &note.onset_s},
                                                     {columns.offset, &note.offset_s},
                                                     {columns.pitch, &note.pitch_midi}};
  for (const auto& [column, target] : numbers) {
    const Expected<double> value = table.number(row, column);
    if (!value) return value.error();
    *target = *value;
  }
  if (columns.velocity && *columns.velocity < table.rows[row].size() &&
      !table.rows[row][*columns.velocity].empty()) {
    const Expected<double> velocity = table.number(row, *columns.velocity);
    if (!velocity) return velocity.error();
    note.velocity = *velocity;
  }
  if (columns.source && *columns.source < table.rows[row].size()) {
    note.source = table.rows[row][*columns.source];
  }
  return note;
}

bool begins_with_a_number(std::string_view text) {
  const std::string_view first_cell = text.substr(0, text.find_first_of(",\n\r"));
  return parse_number(first_cell).has_value();
}

}  // namespace

Expected<std::vector<AnnotatedNote>> parse_note_table(std::string_view text,
                                                      const std::string& name) {
  CsvOptions options;
  options.has_header = !begins_with_a_number(text);
  const Expected<CsvTable> table = parse_csv(text, name, options);
  if (!table) return table.error();
  std::vector<AnnotatedNote> notes;
  if (options.has_header && table->header.empty()) return notes;  // an empty file has no notes
  const Expected<NoteColumns> columns = options.has_header
                                            ? columns_of_header(*table)
                                            : Expected<NoteColumns>(columns_without_header(*table));
  if (!columns) return columns.error();
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    Expected<AnnotatedNote> note = note_of_row(*table, row, *columns);
    if (!note) return note.error();
    if (note->offset_s > note->onset_s) notes.push_back(std::move(*note));
  }
  sort_notes(notes);
  return notes;
}

Expected<std::vector<AnnotatedNote>> read_note_table(const std::filesystem::path& path) {
  const Expected<std::string> text = read_file(path);
  if (!text) return text.error();
  return parse_note_table(*text, path.string());
}

}  // namespace divisi::core
