#include "data/mshoxxdb.h"

#include <map>

#include "data/annotation_files.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

/// Files by name without extension, wherever they lie.
using FilesByName = std::map<std::string, fs::path>;

struct TrackNotes {
  std::string source;
  fs::path midi;
};

Expected<core::Annotation> read_annotation(const std::vector<TrackNotes>& tracks) {
  core::Annotation annotation;
  for (const TrackNotes& track : tracks) {
    Expected<std::vector<core::AnnotatedNote>> notes = read_midi_notes(track.midi, track.source);
    if (!notes) return notes.error();
    annotation.notes.insert(annotation.notes.end(), notes->begin(), notes->end());
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

/// The longest other name that `name` continues after a '_': its piece; empty for a piece.
std::string piece_of(const std::string& name, const FilesByName& sounds) {
  for (std::size_t at = name.rfind('_'); at != std::string::npos && at > 0;
       at = name.rfind('_', at - 1)) {
    if (sounds.contains(name.substr(0, at))) return name.substr(0, at);
  }
  return "";
}

Clip clip_of_piece(const std::string& piece, const std::vector<std::string>& tracks,
                   const FilesByName& sounds, const FilesByName& midi_files) {
  Clip clip;
  clip.id = piece;
  clip.group = "mshoxxdb";
  clip.mix = sounds.at(piece);
  std::vector<TrackNotes> notes;
  for (const std::string& track : tracks) {
    const std::string source = track.substr(piece.size() + 1);
    clip.stems.push_back({source, sounds.at(track)});
    const auto midi = midi_files.find(track);
    if (midi != midi_files.end()) {
      notes.push_back({source, midi->second});
    } else if (!core::is_percussion(source)) {
      clip.is_fully_annotated = false;
    }
  }
  clip.read_annotation = [notes] { return read_annotation(notes); };
  return clip;
}

}  // namespace

Expected<Dataset> load_mshoxxdb(const fs::path& folder) {
  const Expected<std::vector<fs::path>> files = files_beneath(folder);
  if (!files) return files.error();
  FilesByName sounds;
  FilesByName midi_files;
  for (const fs::path& path : *files) {
    const fs::path extension = path.extension();
    if (extension == ".flac" || extension == ".mp3") sounds[path.stem().string()] = path;
    if (extension == ".mid" || extension == ".midi") midi_files[path.stem().string()] = path;
  }
  std::map<std::string, std::vector<std::string>> tracks_of_pieces;
  for (const auto& [name, path] : sounds) {
    const std::string piece = piece_of(name, sounds);
    if (!piece.empty()) tracks_of_pieces[piece].push_back(name);
  }
  Dataset dataset{"mshoxxdb", {}};
  for (const auto& [piece, tracks] : tracks_of_pieces) {
    dataset.clips.push_back(clip_of_piece(piece, tracks, sounds, midi_files));
  }
  if (dataset.clips.empty()) {
    return no_clips("mshoxxdb", folder, "<piece>.flac and <piece>_<source>.flac");
  }
  return dataset;
}

}  // namespace divisi::data
