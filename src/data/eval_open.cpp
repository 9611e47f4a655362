#include "data/eval_open.h"

#include "core/atomic_file.h"
#include "core/note_table.h"
#include "data/annotation_files.h"
#include "data/folder.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

Expected<core::Annotation> read_annotation(const fs::path& folder) {
  core::Annotation annotation;
  Expected<std::vector<core::AnnotatedNote>> notes = core::read_note_table(folder / "notes.csv");
  if (!notes) return notes.error();
  annotation.notes = std::move(*notes);
  std::error_code ignored;
  if (!fs::is_directory(folder / "f0", ignored)) return annotation;
  const Expected<std::vector<fs::path>> tracks = files_in(folder / "f0");
  if (!tracks) return tracks.error();
  for (const fs::path& path : *tracks) {
    if (path.extension() != ".csv") continue;
    Expected<core::PitchTrack> track = read_pitch_track(path, path.stem().string());
    if (!track) return track.error();
    annotation.f0_tracks.push_back(std::move(*track));
  }
  return annotation;
}

bool says_partial(const fs::path& readme) {
  const Expected<std::string> text = core::read_file(readme);
  return text && text->find("Truth completeness: PARTIAL") != std::string::npos;
}

Expected<Clip> list_clip(const fs::path& folder) {
  Clip clip;
  clip.id = folder.filename().string();
  clip.group = clip.id.substr(0, clip.id.find_first_of("_-"));
  clip.split = "test";
  clip.is_fully_annotated = !says_partial(folder / "README");
  Expected<fs::path> mix = first_file({folder / "mix.flac", folder / "mix.wav"});
  if (!mix) return mix.error();
  clip.mix = std::move(*mix);
  if (auto notes = first_file({folder / "notes.csv"}); !notes) return notes.error();
  std::error_code ignored;
  if (fs::is_directory(folder / "stems", ignored)) {
    const Expected<std::vector<fs::path>> stems = files_in(folder / "stems");
    if (!stems) return stems.error();
    for (const fs::path& stem : *stems) clip.stems.push_back({stem.stem().string(), stem});
  }
  clip.read_annotation = [folder] { return read_annotation(folder); };
  return clip;
}

}  // namespace

Expected<Dataset> load_eval_open(const fs::path& folder) {
  const Expected<std::vector<fs::path>> folders = folders_in(folder);
  if (!folders) return folders.error();
  Dataset dataset{"eval_open", {}};
  for (const fs::path& entry : *folders) {
    Expected<Clip> clip = list_clip(entry);
    if (!clip) return clip.error();
    dataset.clips.push_back(std::move(*clip));
  }
  if (dataset.clips.empty())
    return no_clips("eval_open", folder, "<id>/mix.flac and <id>/notes.csv");
  return dataset;
}

}  // namespace divisi::data
