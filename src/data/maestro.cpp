#include "data/maestro.h"

#include <algorithm>

#include "core/csv.h"
#include "data/annotation_files.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

Expected<core::Annotation> read_annotation(const fs::path& midi) {
  Expected<std::vector<core::AnnotatedNote>> notes = read_midi_notes(midi, "piano", true);
  if (!notes) return notes.error();
  return core::Annotation{std::move(*notes), {}};
}

Expected<fs::path> find_table(const fs::path& folder) {
  const Expected<std::vector<fs::path>> files = files_in(folder);
  if (!files) return files.error();
  for (const fs::path& path : *files) {
    if (starts_with(path.filename().string(), "maestro-v") && path.extension() == ".csv") {
      return path;
    }
  }
  return no_clips("maestro", folder, "maestro-v3.0.0.csv");
}

Expected<Clip> clip_of_row(const fs::path& folder, const core::CsvTable& table, std::size_t row,
                           const std::size_t (&columns)[3]) {
  std::string cells[3];
  for (int i = 0; i < 3; ++i) {
    Expected<std::string> cell = table.text(row, columns[i]);
    if (!cell) return cell.error();
    cells[i] = std::move(*cell);
  }
  Clip clip;
  clip.id = fs::path(cells[2]).stem().string();
  clip.group = "maestro";
  clip.split = cells[0];
  const Expected<fs::path> midi = first_file({folder / cells[1]});
  if (!midi) return midi.error();
  Expected<fs::path> mix = first_file({folder / cells[2]});
  if (!mix) return mix.error();
  clip.mix = std::move(*mix);
  clip.read_annotation = [file = *midi] { return read_annotation(file); };
  return clip;
}

}  // namespace

Expected<Dataset> load_maestro(const fs::path& folder) {
  const Expected<fs::path> path = find_table(folder);
  if (!path) return path.error();
  const Expected<core::CsvTable> table = core::read_csv(*path);
  if (!table) return table.error();
  const char* names[3] = {"split", "midi_filename", "audio_filename"};
  std::size_t columns[3] = {};
  for (int i = 0; i < 3; ++i) {
    const Expected<std::size_t> column = table->require_column({names[i]});
    if (!column) return column.error();
    columns[i] = *column;
  }
  Dataset dataset{"maestro", {}};
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    Expected<Clip> clip = clip_of_row(folder, *table, row, columns);
    if (!clip) return clip.error();
    dataset.clips.push_back(std::move(*clip));
  }
  if (dataset.clips.empty()) return no_clips("maestro", *path, "one row for each recording");
  std::sort(dataset.clips.begin(), dataset.clips.end(),
            [](const Clip& a, const Clip& b) { return a.id < b.id; });
  return dataset;
}

}  // namespace divisi::data
