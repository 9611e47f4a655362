#include "data/musicnet.h"

#include <map>

#include "core/csv.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

constexpr double kLabelRateHz = 44100.0;

std::string instrument_name(double program) {
  static const std::map<int, std::string> names = {
      {1, "piano"},    {7, "harpsichord"}, {41, "violin"}, {42, "viola"},
      {43, "cello"},   {44, "bass"},       {61, "horn"},   {69, "oboe"},
      {71, "bassoon"}, {72, "clarinet"},   {74, "flute"}};
  const auto found = names.find(static_cast<int>(program));
  return found != names.end() ? found->second
                              : "program " + std::to_string(static_cast<int>(program));
}

Expected<core::Annotation> read_annotation(const fs::path& labels) {
  const Expected<core::CsvTable> table = core::read_csv(labels);
  if (!table) return table.error();
  const char* names[4] = {"start_time", "end_time", "instrument", "note"};
  std::size_t columns[4] = {};
  for (int i = 0; i < 4; ++i) {
    const Expected<std::size_t> column = table->require_column({names[i]});
    if (!column) return column.error();
    columns[i] = *column;
  }
  core::Annotation annotation;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    double cells[4] = {};
    for (int i = 0; i < 4; ++i) {
      const Expected<double> number = table->number(row, columns[i]);
      if (!number) return number.error();
      cells[i] = *number;
    }
    if (!(cells[1] > cells[0])) continue;
    annotation.notes.push_back({cells[0] / kLabelRateHz, cells[1] / kLabelRateHz, cells[3],
                                core::kUnknownVelocity, instrument_name(cells[2])});
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

Expected<void> add_split(const fs::path& folder, const std::string& split, Dataset& dataset) {
  const Expected<std::vector<fs::path>> files = files_in(folder / (split + "_data"));
  if (!files) return files.error();
  for (const fs::path& path : *files) {
    if (path.extension() != ".wav") continue;
    Clip clip;
    clip.id = path.stem().string();
    clip.group = "musicnet";
    clip.split = split;
    clip.mix = path;
    const auto labels = first_file({folder / (split + "_labels") / (clip.id + ".csv")});
    if (!labels) return labels.error();
    clip.read_annotation = [file = *labels] { return read_annotation(file); };
    dataset.clips.push_back(std::move(clip));
  }
  return {};
}

}  // namespace

Expected<Dataset> load_musicnet(const fs::path& folder) {
  Dataset dataset{"musicnet", {}};
  for (const char* split : {"train", "test"}) {
    if (auto added = add_split(folder, split, dataset); !added) return added.error();
  }
  if (dataset.clips.empty()) return no_clips("musicnet", folder, "train_data/<number>.wav");
  return dataset;
}

}  // namespace divisi::data
