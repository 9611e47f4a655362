#include "synth/clip_writer.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "core/folder.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

constexpr const char* kUnfinished = ".unfinished-";

std::string to_csv(const std::vector<LabelledNote>& notes) {
  std::string csv = "onset_s,offset_s,midi_pitch,velocity,source\n";
  char line[96];
  for (const LabelledNote& labelled : notes) {
    const Note& note = labelled.note;
    std::snprintf(line, sizeof line, "%.5f,%.5f,%d,%d,%d\n", note.onset_s, note.offset_s,
                  note.pitch_midi, note.velocity, labelled.source);
    csv += line;
  }
  return csv;
}

Expected<void> write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return Error{ErrorCode::io, path.string() + ": cannot be written", path.string()};
  return {};
}

Expected<void> write_files(const std::filesystem::path& folder, const Clip& clip) {
  if (auto done = write_flac(folder / "mix.flac", clip.mix); !done) return done;
  if (auto done = write_text(folder / "notes.csv", to_csv(clip.notes)); !done) return done;
  if (auto done = write_text(folder / "drums.csv", to_csv(clip.drums)); !done) return done;
  if (!clip.stems.empty()) {
    std::error_code failed;
    std::filesystem::create_directory(folder / "stems", failed);
    for (std::size_t i = 0; i < clip.stems.size(); ++i) {
      char name[32];
      std::snprintf(name, sizeof name, "%02d.flac", static_cast<int>(i));
      if (auto done = write_flac(folder / "stems" / name, clip.stems[i]); !done) return done;
    }
  }
  return write_text(folder / "clip.json", clip.facts.to_json());
}

}  // namespace

std::filesystem::path clip_folder(const std::filesystem::path& set_folder, int number) {
  char name[16];
  std::snprintf(name, sizeof name, "%06d", number);
  return set_folder / name;
}

Expected<void> write_clip(const std::filesystem::path& folder, const Clip& clip) {
  const std::filesystem::path unfinished =
      folder.parent_path() / (kUnfinished + folder.filename().string());
  std::error_code failed;
  std::filesystem::remove_all(unfinished, failed);
  if (auto made = core::make_folder(unfinished); !made) return made;
  if (auto done = write_files(unfinished, clip); !done) {
    std::filesystem::remove_all(unfinished, failed);
    return done;
  }
  std::filesystem::rename(unfinished, folder, failed);
  if (failed)
    return Error{ErrorCode::io, folder.string() + ": " + failed.message(), folder.string()};
  return {};
}

void remove_unfinished(const std::filesystem::path& set_folder) {
  std::error_code failed;
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::directory_iterator(set_folder, failed)) {
    if (entry.path().filename().string().starts_with(kUnfinished))
      unfinished.push_back(entry.path());
  }
  for (const auto& path : unfinished) std::filesystem::remove_all(path, failed);
}

}  // namespace divisi::synth
