#include "data/synthetic.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "core/json.h"
#include "core/note_table.h"
#include "data/annotation_files.h"
#include "data/band_pieces.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

bool is_clip_name(const std::string& name) {
  return name.size() == 6 && std::all_of(name.begin(), name.end(),
                                         [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// A text, or the texts of a list.
std::vector<std::string> texts_of(const core::JsonValue& facts, const char* key) {
  std::vector<std::string> texts;
  if (const auto only = facts.find_text(key)) texts.push_back(*only);
  if (const core::JsonValue* list = facts.find(key)) {
    for (const core::JsonValue& item : list->items) texts.push_back(item.text);
  }
  return texts;
}

/// What clip.json calls the sources, in order: "violin 1", "violin 2", "cello". Empty where it
/// names none.
std::vector<std::string> source_names(const core::JsonValue& facts) {
  const std::vector<std::string> instruments = texts_of(facts, "instruments");
  std::vector<std::string> names;
  std::map<std::string, int> players;
  for (const std::string& instrument : instruments) {
    const bool is_alone = std::count(instruments.begin(), instruments.end(), instrument) == 1;
    const std::string number = " " + std::to_string(++players[instrument]);
    names.push_back(is_alone ? instrument : instrument + number);
  }
  return names;
}

/// The name of source "2", or "2" itself where it has none.
std::string name_of(const std::string& source, const std::vector<std::string>& names) {
  std::size_t index = 0;
  const char* end = source.data() + source.size();
  const auto read = std::from_chars(source.data(), end, index);
  return read.ec == std::errc() && read.ptr == end && index < names.size() ? names[index] : source;
}

/// "piano" and "piano 2" are pianos; empty for what is no class of a band, as "bass clarinet".
std::string band_class_of(const std::string& source) {
  const std::size_t end = source.find_last_not_of("0123456789");
  const bool is_numbered =
      end != std::string::npos && source[end] == ' ' && end + 1 < source.size();
  const std::string name = is_numbered ? source.substr(0, end) : source;
  const bool is_class =
      std::find(kBandClasses.begin(), kBandClasses.end(), name) != kBandClasses.end();
  return is_class ? name : "";
}

/// "00.flac" is the stem of source "0", "00.csv" its fundamental frequency.
std::string source_of_stem(const fs::path& stem) {
  const std::string name = stem.stem().string();
  const std::size_t start = name.find_first_not_of('0');
  return start == std::string::npos ? "0" : name.substr(start);
}

/// Where tools/track_stem_pitches.py has written them.
Expected<void> read_pitch_tracks(const fs::path& folder, const std::vector<std::string>& names,
                                 core::Annotation& annotation) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) return {};
  const Expected<std::vector<fs::path>> files = files_in(folder);
  if (!files) return files.error();
  for (const fs::path& file : *files) {
    Expected<core::PitchTrack> track = read_pitch_track(file, name_of(source_of_stem(file), names));
    if (!track) return track.error();
    annotation.f0_tracks.push_back(std::move(*track));
  }
  return {};
}

Expected<core::Annotation> read_annotation(const fs::path& folder,
                                           const std::vector<std::string>& names) {
  core::Annotation annotation;
  Expected<std::vector<core::AnnotatedNote>> notes = core::read_note_table(folder / "notes.csv");
  if (!notes) return notes.error();
  annotation.notes = std::move(*notes);
  for (core::AnnotatedNote& note : annotation.notes) note.source = name_of(note.source, names);
  if (Expected<void> read = read_pitch_tracks(folder / "f0", names, annotation); !read)
    return read.error();
  if (!is_file(folder / "drums.csv")) return annotation;
  const Expected<std::vector<core::AnnotatedNote>> drums =
      core::read_note_table(folder / "drums.csv");
  if (!drums) return drums.error();
  for (core::AnnotatedNote note : *drums) {
    note.source = name_of(note.source, names);
    if (!core::is_percussion(note.source)) note.source = "drums:" + note.source;
    annotation.notes.push_back(std::move(note));
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

Expected<Clip> list_clip(const fs::path& folder) {
  for (const char* name : {"mix.flac", "notes.csv", "clip.json"}) {
    if (auto file = first_file({folder / name}); !file) return file.error();
  }
  const Expected<core::JsonValue> facts = core::read_json(folder / "clip.json");
  if (!facts) return facts.error();
  Clip clip;
  clip.id = facts->find_text("piece").value_or(folder.filename().string());
  clip.group = facts->find_text("kind").value_or("synthetic");
  clip.split = facts->find_text("split").value_or("");
  clip.mix = folder / "mix.flac";
  const std::vector<std::string> names = source_names(*facts);
  const std::vector<std::string> players = texts_of(*facts, "parts");
  for (std::size_t s = 0; s < players.size(); ++s)
    clip.players[name_of(std::to_string(s), names)] = players[s];
  std::error_code ignored;
  if (fs::is_directory(folder / "stems", ignored)) {
    const Expected<std::vector<fs::path>> stems = files_in(folder / "stems");
    if (!stems) return stems.error();
    for (const fs::path& stem : *stems) {
      const std::string source = name_of(source_of_stem(stem), names);
      clip.stems.push_back({source, stem, band_class_of(source)});
    }
  }
  clip.read_annotation = [folder, names] { return read_annotation(folder, names); };
  return clip;
}

}  // namespace

Expected<Dataset> load_synthetic(const fs::path& folder) {
  const Expected<std::vector<fs::path>> folders = folders_in(folder);
  if (!folders) return folders.error();
  Dataset dataset{"synthetic", {}};
  for (const fs::path& entry : *folders) {
    if (!is_clip_name(entry.filename().string())) continue;
    Expected<Clip> clip = list_clip(entry);
    if (!clip) return clip.error();
    dataset.clips.push_back(std::move(*clip));
  }
  if (dataset.clips.empty()) {
    return no_clips("synthetic", folder, "NNNNNN/{mix.flac,notes.csv,clip.json}");
  }
  return dataset;
}

}  // namespace divisi::data
