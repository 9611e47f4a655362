#include "synth/backing.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/note_table.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

constexpr const char* kFiles[] = {"mix.flac", "notes.csv", "drums.csv"};

Expected<std::vector<LabelledNote>> read_labels(const std::filesystem::path& path,
                                                double duration_s) {
  const Expected<std::vector<core::AnnotatedNote>> table = core::read_note_table(path);
  if (!table) return table.error();
  std::vector<LabelledNote> labels;
  for (const core::AnnotatedNote& annotated : *table) {
    if (annotated.onset_s >= duration_s) continue;
    LabelledNote labelled;
    labelled.note.onset_s = annotated.onset_s;
    labelled.note.offset_s = std::min(annotated.offset_s, duration_s);
    labelled.note.pitch_midi = static_cast<int>(std::lround(annotated.pitch_midi));
    labelled.note.velocity = static_cast<int>(std::lround(std::max(1.0, annotated.velocity)));
    labelled.source = 1 + std::atoi(annotated.source.c_str());
    labels.push_back(labelled);
  }
  return labels;
}

}  // namespace

Expected<Backing> Backing::open(const std::filesystem::path& set) {
  Backing backing;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(set, failure)) {
    const bool whole = std::all_of(std::begin(kFiles), std::end(kFiles), [&](const char* file) {
      return std::filesystem::exists(entry.path() / file);
    });
    if (whole) backing.folders_.push_back(entry.path());
  }
  if (failure || backing.folders_.empty()) {
    return Error{ErrorCode::not_found,
                 set.string() + ": expected clips of `divisi synth`, found " +
                     (failure ? failure.message() : std::string("none")),
                 set.string()};
  }
  std::sort(backing.folders_.begin(), backing.folders_.end());
  return backing;
}

Expected<Clip> Backing::draw(double duration_s, core::Rng& rng, std::string& name) const {
  const std::filesystem::path& folder = rng.pick(folders_);
  name = folder.filename().string();
  Expected<MonoSound> sound = read_mono(folder / "mix.flac");
  if (!sound) return sound.error();
  if (sound->sample_rate_hz != kRateHz) {
    const std::string path = (folder / "mix.flac").string();
    return Error{ErrorCode::corrupt,
                 path + ": " + std::to_string(sound->sample_rate_hz) + " Hz, expected 22050 Hz",
                 path};
  }
  Clip clip;
  clip.mix = std::move(sound->samples);
  clip.mix.resize(to_sample(duration_s), 0.0F);
  Expected<std::vector<LabelledNote>> notes = read_labels(folder / "notes.csv", duration_s);
  if (!notes) return notes.error();
  Expected<std::vector<LabelledNote>> drums = read_labels(folder / "drums.csv", duration_s);
  if (!drums) return drums.error();
  clip.notes = std::move(*notes);
  clip.drums = std::move(*drums);
  return clip;
}

}  // namespace divisi::synth
