#include "data/slakh.h"

#include <charconv>
#include <map>

#include "core/atomic_file.h"
#include "data/annotation_files.h"
#include "data/band_pieces.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

struct StemNotes {
  std::string source;
  fs::path midi;
};

/// A drum stem's notes are drums whatever its MIDI channel says.
Expected<core::Annotation> read_annotation(const std::vector<StemNotes>& stems) {
  core::Annotation annotation;
  for (const StemNotes& stem : stems) {
    Expected<std::vector<core::AnnotatedNote>> notes =
        read_midi_notes(stem.midi, stem.source, /*extend_by_pedal=*/true);
    if (!notes) return notes.error();
    for (core::AnnotatedNote& note : *notes) {
      note.source = stem.source;
      annotation.notes.push_back(std::move(note));
    }
  }
  core::sort_notes(annotation.notes);
  return annotation;
}

Expected<Clip> list_track(const fs::path& folder, const std::string& split) {
  Clip clip;
  clip.id = folder.filename().string();
  clip.group = "slakh";
  clip.split = split;
  Expected<fs::path> mix = first_file({folder / "mix.flac", folder / "mix.wav"});
  if (!mix) return mix.error();
  clip.mix = std::move(*mix);
  const Expected<std::string> metadata = core::read_file(folder / "metadata.yaml");
  if (!metadata) return metadata.error();
  const auto stems = parse_slakh_metadata(*metadata, (folder / "metadata.yaml").string());
  if (!stems) return stems.error();
  std::vector<StemNotes> notes;
  for (const SlakhStem& stem : *stems) {
    const auto audio =
        first_file({folder / "stems" / (stem.id + ".flac"), folder / "stems" / (stem.id + ".wav")});
    if (!audio) continue;  // never rendered
    const auto midi = first_file({folder / "MIDI" / (stem.id + ".mid")});
    if (!midi) return midi.error();
    const std::string source =
        stem.is_drum ? "drums:" + stem.id : stem.id + " " + stem.instrument_class;
    clip.stems.push_back({source, *audio, band_class_of(stem)});
    notes.push_back({source, *midi});
  }
  clip.read_annotation = [notes] { return read_annotation(notes); };
  return clip;
}

struct YamlLine {
  std::size_t indent = 0;
  std::string key;
  std::string value;
};

YamlLine parse_line(const std::string& line) {
  YamlLine result;
  result.indent = line.find_first_not_of(' ');
  if (result.indent == std::string::npos) return {};
  const std::size_t colon = line.find(':', result.indent);
  if (colon == std::string::npos) return {};
  result.key = line.substr(result.indent, colon - result.indent);
  const std::size_t start = line.find_first_not_of(' ', colon + 1);
  if (start != std::string::npos) result.value = line.substr(start);
  while (!result.value.empty() && (result.value.back() == '\r' || result.value.back() == ' ')) {
    result.value.pop_back();
  }
  return result;
}

/// -1 where it is none.
int parse_program(const std::string& text) {
  int program = -1;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, program);
  return read.ec == std::errc() && read.ptr == end && program >= 0 && program < 128 ? program : -1;
}

}  // namespace

std::string band_class_of(const SlakhStem& stem) {
  if (stem.is_drum) return "drums";
  if (stem.program >= 0) return band_class_of_program(stem.program);
  static const std::map<std::string, std::string> kClasses = {{"Piano", "piano"},
                                                              {"Guitar", "guitar"},
                                                              {"Bass", "bass"},
                                                              {"Strings", "strings"},
                                                              {"Strings (continued)", "strings"}};
  const auto found = kClasses.find(stem.instrument_class);
  return found == kClasses.end() ? "" : found->second;
}

Expected<std::vector<SlakhStem>> parse_slakh_metadata(std::string_view text,
                                                      const std::string& name) {
  std::vector<SlakhStem> stems;
  bool in_stems = false;
  std::size_t stem_indent = 0;
  for (const std::string& line : split(std::string(text), '\n')) {
    const YamlLine entry = parse_line(line);
    if (entry.key.empty()) continue;
    if (entry.indent == 0) {
      in_stems = entry.key == "stems";
      stem_indent = 0;
    } else if (in_stems && (stem_indent == 0 || entry.indent <= stem_indent)) {
      stem_indent = entry.indent;
      stems.push_back({entry.key, "", false, -1});
    } else if (in_stems && entry.key == "inst_class") {
      stems.back().instrument_class = entry.value;
    } else if (in_stems && entry.key == "program_num") {
      stems.back().program = parse_program(entry.value);
    } else if (in_stems && entry.key == "is_drum") {
      stems.back().is_drum = entry.value == "true";
    }
  }
  if (stems.empty()) {
    return Error{ErrorCode::corrupt, name + ": found no entry under 'stems:', expected one or more",
                 name};
  }
  return stems;
}

Expected<Dataset> load_slakh(const fs::path& folder) {
  Dataset dataset{"slakh", {}};
  for (const char* split : {"train", "validation", "test"}) {
    std::error_code ignored;
    if (!fs::is_directory(folder / split, ignored)) continue;  // splits are downloaded apart
    const Expected<std::vector<fs::path>> tracks = folders_in(folder / split);
    if (!tracks) return tracks.error();
    for (const fs::path& track : *tracks) {
      Expected<Clip> clip = list_track(track, split);
      if (!clip) return clip.error();
      dataset.clips.push_back(std::move(*clip));
    }
  }
  if (dataset.clips.empty()) {
    return no_clips("slakh", folder, "{train,validation,test}/Track00001/mix.flac");
  }
  return dataset;
}

}  // namespace divisi::data
