#include "data/maps.h"

#include <algorithm>

#include "core/csv.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

Expected<core::Annotation> read_annotation(const fs::path& text_file) {
  const Expected<core::CsvTable> table = core::read_csv(text_file, {' ', true});
  if (!table) return table.error();
  core::Annotation annotation;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    double cells[3] = {};
    for (std::size_t column = 0; column < 3; ++column) {
      const Expected<double> number = table->number(row, column);
      if (!number) return number.error();
      cells[column] = *number;
    }
    if (!(cells[1] > cells[0])) continue;
    annotation.notes.push_back({cells[0], cells[1], cells[2], core::kUnknownVelocity, "piano"});
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

}  // namespace

Expected<Dataset> load_maps(const fs::path& folder) {
  const Expected<std::vector<fs::path>> files = files_beneath(folder);
  if (!files) return files.error();
  Dataset dataset{"maps", {}};
  for (const fs::path& path : *files) {
    const std::string name = path.stem().string();
    if (!starts_with(name, "MAPS_MUS-") || path.extension() != ".wav") continue;
    fs::path text_file = path;
    text_file.replace_extension(".txt");
    if (auto there = first_file({text_file}); !there) return there.error();
    Clip clip;
    clip.id = name;
    clip.group = "maps";
    clip.split = ends_with(name, "_ENSTDkAm") || ends_with(name, "_ENSTDkCl") ? "test" : "train";
    clip.mix = path;
    clip.read_annotation = [text_file] { return read_annotation(text_file); };
    dataset.clips.push_back(std::move(clip));
  }
  if (dataset.clips.empty()) return no_clips("maps", folder, "MAPS_MUS-... .wav beneath it");
  std::sort(dataset.clips.begin(), dataset.clips.end(),
            [](const Clip& a, const Clip& b) { return a.id < b.id; });
  return dataset;
}

}  // namespace divisi::data
