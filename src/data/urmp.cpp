#include "data/urmp.h"

#include <cctype>

#include "core/csv.h"
#include "data/annotation_files.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

struct Player {
  std::string source;
  fs::path notes;
  fs::path f0;
};

Expected<std::vector<core::AnnotatedNote>> read_notes(const Player& player) {
  const Expected<core::CsvTable> table = core::read_csv(player.notes, {' ', false});
  if (!table) return table.error();
  std::vector<core::AnnotatedNote> notes;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    double cells[3] = {};
    for (std::size_t column = 0; column < 3; ++column) {
      const Expected<double> number = table->number(row, column);
      if (!number) return number.error();
      cells[column] = *number;
    }
    const auto [onset_s, frequency_hz, duration_s] = cells;
    if (!(frequency_hz > 0.0)) {
      return Error{ErrorCode::corrupt,
                   table->name + ", line " + std::to_string(table->lines[row]) +
                       ": found a frequency of " + table->rows[row][1] +
                       " Hz, expected one above 0",
                   table->name};
    }
    if (duration_s > 0.0) {
      notes.push_back({onset_s, onset_s + duration_s, pitch_of_hz(frequency_hz),
                       core::kUnknownVelocity, player.source});
    }
  }
  return notes;
}

Expected<core::Annotation> read_annotation(const std::vector<Player>& players) {
  core::Annotation annotation;
  for (const Player& player : players) {
    Expected<std::vector<core::AnnotatedNote>> notes = read_notes(player);
    if (!notes) return notes.error();
    annotation.notes.insert(annotation.notes.end(), notes->begin(), notes->end());
    Expected<core::PitchTrack> track = read_pitch_track(player.f0, player.source);
    if (!track) return track.error();
    annotation.f0_tracks.push_back(std::move(*track));
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

Expected<Clip> list_piece(const fs::path& folder) {
  Clip clip;
  clip.id = folder.filename().string();
  clip.group = "urmp";
  Expected<fs::path> mix = first_file({folder / ("AuMix_" + clip.id + ".wav")});
  if (!mix) return mix.error();
  clip.mix = std::move(*mix);
  const Expected<std::vector<fs::path>> files = files_in(folder);
  if (!files) return files.error();
  std::vector<Player> players;
  for (const fs::path& stem : *files) {
    const std::string name = stem.stem().string();
    const std::vector<std::string> words = split(name, '_');
    if (words[0] != "AuSep" || words.size() < 4 || stem.extension() != ".wav") continue;
    const std::string rest = name.substr(words[0].size());
    const Player player{words[1] + " " + words[2], folder / ("Notes" + rest + ".txt"),
                        folder / ("F0s" + rest + ".txt")};
    for (const fs::path& path : {player.notes, player.f0}) {
      if (auto file = first_file({path}); !file) return file.error();
    }
    clip.stems.push_back({player.source, stem});
    players.push_back(player);
  }
  if (players.empty()) return no_clips("urmp", folder, "AuSep_1_<instrument>_... .wav in it");
  clip.read_annotation = [players] { return read_annotation(players); };
  return clip;
}

}  // namespace

Expected<Dataset> load_urmp(const fs::path& folder) {
  std::error_code ignored;
  const fs::path root = fs::is_directory(folder / "Dataset", ignored) ? folder / "Dataset" : folder;
  const Expected<std::vector<fs::path>> folders = folders_in(root);
  if (!folders) return folders.error();
  Dataset dataset{"urmp", {}};
  for (const fs::path& entry : *folders) {
    // "Supplementary_Files" and the like lie beside the pieces, whose names begin with a number.
    if (std::isdigit(static_cast<unsigned char>(entry.filename().string()[0])) == 0) continue;
    Expected<Clip> clip = list_piece(entry);
    if (!clip) return clip.error();
    dataset.clips.push_back(std::move(*clip));
  }
  if (dataset.clips.empty())
    return no_clips("urmp", root, "NN_<piece>_<instruments>/AuMix_... .wav");
  return dataset;
}

}  // namespace divisi::data
