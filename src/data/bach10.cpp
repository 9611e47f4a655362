#include "data/bach10.h"

#include <cctype>
#include <cmath>
#include <numeric>

#include "data/annotation_files.h"
#include "data/folder.h"
#include "data/mat_file.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSources[] = {"violin", "clarinet", "saxophone", "bassoon"};
constexpr double kFirstFrame_s = 0.023;
constexpr double kHop_s = 0.010;

Error wrong_shape(const fs::path& path, const std::string& what) {
  return {ErrorCode::corrupt, path.string() + ": " + what, path.string()};
}

Expected<std::vector<core::PitchTrack>> read_tracks(const fs::path& path) {
  const Expected<MatArray> pitches = read_mat(path, "GTF0s");
  if (!pitches) return pitches.error();
  if (pitches->is_cell || pitches->rows != 4) {
    return wrong_shape(path, "found GTF0s with " + std::to_string(pitches->rows) +
                                 " rows, expected a matrix with 4");
  }
  std::vector<core::PitchTrack> tracks;
  for (std::size_t row = 0; row < 4; ++row) {
    core::PitchTrack track{kSources[row], {}, {}};
    for (std::size_t t = 0; t < pitches->columns; ++t) {
      const double midi = pitches->at(row, t);
      track.time_s.push_back(kFirstFrame_s + static_cast<double>(t) * kHop_s);
      track.f0_hz.push_back(midi > 0.0 ? hz_of_pitch(midi) : 0.0);
    }
    tracks.push_back(std::move(track));
  }
  return tracks;
}

Expected<core::AnnotatedNote> note_of(const MatArray& frames, const std::string& source,
                                      const fs::path& path) {
  if (frames.is_cell || frames.rows != 2 || frames.columns == 0) {
    return wrong_shape(path, "found a note of " + std::to_string(frames.rows) + " x " +
                                 std::to_string(frames.columns) + ", expected 2 rows");
  }
  double pitch = 0.0;
  for (std::size_t i = 0; i < frames.columns; ++i) pitch += frames.at(1, i);
  const auto time_s = [](double number) { return kFirstFrame_s + (number - 1.0) * kHop_s; };
  core::AnnotatedNote note;
  note.onset_s = time_s(frames.at(0, 0)) - kHop_s / 2.0;
  note.offset_s = time_s(frames.at(0, frames.columns - 1)) + kHop_s / 2.0;
  note.pitch_midi = std::nearbyint(pitch / static_cast<double>(frames.columns));
  note.source = source;
  return note;
}

Expected<std::vector<core::AnnotatedNote>> read_notes(const fs::path& path) {
  const Expected<MatArray> parts = read_mat(path, "GTNotes");
  if (!parts) return parts.error();
  if (!parts->is_cell || parts->cells.size() != 4) {
    return wrong_shape(
        path, "found GTNotes with " + std::to_string(parts->cells.size()) + " cells, expected 4");
  }
  std::vector<core::AnnotatedNote> notes;
  for (std::size_t part = 0; part < 4; ++part) {
    for (const MatArray& frames : parts->cells[part].cells) {
      Expected<core::AnnotatedNote> note = note_of(frames, kSources[part], path);
      if (!note) return note.error();
      if (note->offset_s > note->onset_s) notes.push_back(std::move(*note));
    }
  }
  core::sort_notes(notes);
  return notes;
}

Expected<core::Annotation> read_annotation(const fs::path& notes_file, const fs::path& f0_file) {
  Expected<std::vector<core::AnnotatedNote>> notes = read_notes(notes_file);
  if (!notes) return notes.error();
  Expected<std::vector<core::PitchTrack>> tracks = read_tracks(f0_file);
  if (!tracks) return tracks.error();
  return core::Annotation{std::move(*notes), std::move(*tracks)};
}

Expected<Clip> list_piece(const fs::path& folder) {
  Clip clip;
  clip.id = folder.filename().string();
  clip.group = "bach10";
  clip.mix = folder / (clip.id + ".wav");
  const fs::path notes = folder / (clip.id + "-GTNotes.mat");
  const fs::path f0 = folder / (clip.id + "-GTF0s.mat");
  for (const fs::path& path : {clip.mix, notes, f0}) {
    if (auto there = first_file({path}); !there) return there.error();
  }
  for (const std::string source : kSources) {
    const std::string other_spelling = source == "saxophone" ? "saxphone" : source;
    const auto stem = first_file({folder / (clip.id + "-" + source + ".wav"),
                                  folder / (clip.id + "-" + other_spelling + ".wav")});
    if (!stem) return stem.error();
    clip.stems.push_back({source, *stem});
  }
  clip.read_annotation = [notes, f0] { return read_annotation(notes, f0); };
  return clip;
}

}  // namespace

Expected<Dataset> load_bach10(const fs::path& folder) {
  const Expected<std::vector<fs::path>> folders = folders_in(folder);
  if (!folders) return folders.error();
  Dataset dataset{"bach10", {}};
  for (const fs::path& entry : *folders) {
    // "Code" and other folders lie beside the pieces, whose names begin with a number.
    if (std::isdigit(static_cast<unsigned char>(entry.filename().string()[0])) == 0) continue;
    Expected<Clip> clip = list_piece(entry);
    if (!clip) return clip.error();
    dataset.clips.push_back(std::move(*clip));
  }
  if (dataset.clips.empty()) return no_clips("bach10", folder, "NN-<piece>/NN-<piece>.wav");
  return dataset;
}

}  // namespace divisi::data
