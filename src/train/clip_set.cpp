#include "train/clip_set.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>

#include "audio/mono_source.h"
#include "core/atomic_file.h"
#include "core/note_table.h"
#include "core/parallel.h"
#include "parts/player_families.h"

namespace divisi::train {
namespace {

namespace fs = std::filesystem;

/// First bytes of a features file: another version or specification is computed anew.
struct CacheHeader {
  char magic[8] = {'d', 'v', 's', 'f', 'e', 'a', 't', '1'};
  std::uint64_t spec_hash = 0;
  std::uint64_t frame_count = 0;
};

std::uint64_t hash_of(const ClipFeatures& features) {
  return std::hash<std::string>{}(features.identity);
}

std::optional<std::string> cached(const fs::path& path, std::uint64_t spec_hash,
                                  int cells_per_frame) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes || bytes->size() < sizeof(CacheHeader)) return {};
  CacheHeader found;
  std::memcpy(&found, bytes->data(), sizeof(found));
  const CacheHeader expected{.spec_hash = spec_hash, .frame_count = found.frame_count};
  if (std::memcmp(&found, &expected, sizeof(found)) != 0) return {};
  if (bytes->size() !=
      sizeof(found) + found.frame_count * static_cast<std::uint64_t>(cells_per_frame))
    return {};
  return bytes->substr(sizeof(found));
}

Note note_of(const core::AnnotatedNote& annotated) {
  Note note;
  note.onset_s = annotated.onset_s;
  note.offset_s = annotated.offset_s;
  note.pitch_midi = static_cast<int>(std::lround(annotated.pitch_midi));
  note.velocity = static_cast<int>(std::lround(std::max(1.0, annotated.velocity)));
  return note;
}

/// `numbers`: the sources' numbers in the clip by those in its files.
void read_players(const fs::path& path, const std::map<std::string, int>& numbers, Clip& clip) {
  const Expected<std::vector<std::string>> players = parts::players_of_clip(path);
  if (!players) return;  // clips of others may say nothing of them
  clip.players.resize(numbers.size());
  for (const auto& [name, number] : numbers) {
    const auto player = static_cast<std::size_t>(std::atoi(name.c_str()));
    if (player < players->size())
      clip.players[static_cast<std::size_t>(number)] = (*players)[player];
  }
}

Expected<void> read_notes(const fs::path& path, Clip& clip) {
  const Expected<std::vector<core::AnnotatedNote>> table = core::read_note_table(path);
  if (!table) return table.error();
  std::map<std::string, int> numbers;
  for (const core::AnnotatedNote& annotated : *table) {
    clip.notes.push_back(note_of(annotated));
    const int next = static_cast<int>(numbers.size());
    clip.note_sources.push_back(numbers.try_emplace(annotated.source, next).first->second);
  }
  read_players(path.parent_path() / "clip.json", numbers, clip);
  return {};
}

Expected<void> read_drums(const fs::path& path, Clip& clip) {
  if (!fs::exists(path)) return {};
  const Expected<std::vector<core::AnnotatedNote>> table = core::read_note_table(path);
  if (!table) return table.error();
  for (const core::AnnotatedNote& annotated : *table) clip.drums.push_back(note_of(annotated));
  return {};
}

Expected<Clip> load_clip(const fs::path& folder, const ClipFeatures& features) {
  const int cells = features.cell_count();
  const fs::path cache = folder / features.file_name;
  std::optional<std::string> bytes = cached(cache, hash_of(features), cells);
  if (!bytes) {
    Expected<std::string> fresh = features_of(folder / "mix.flac", features);
    if (!fresh) return fresh.error();
    CacheHeader header{.spec_hash = hash_of(features),
                       .frame_count = fresh->size() / static_cast<std::size_t>(cells)};
    const std::string head(reinterpret_cast<const char*>(&header), sizeof(header));
    if (auto written = core::write_file_atomically(cache, head + *fresh); !written)
      return written.error();
    bytes = std::move(*fresh);
  }
  Clip clip;
  if (auto notes = read_notes(folder / "notes.csv", clip); !notes) return notes.error();
  if (auto drums = read_drums(folder / "drums.csv", clip); !drums) return drums.error();
  clip.name = folder.filename().string();
  clip.frame_count = static_cast<int>(bytes->size() / static_cast<std::size_t>(cells));
  clip.features.assign(bytes->begin(), bytes->end());
  return clip;
}

Expected<std::vector<fs::path>> clip_folders(const std::vector<fs::path>& directories) {
  std::vector<fs::path> folders;
  for (const fs::path& directory : directories) {
    std::error_code failure;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory, failure)) {
      if (fs::exists(entry.path() / "mix.flac") && fs::exists(entry.path() / "notes.csv")) {
        found.push_back(entry.path());
      }
    }
    if (failure || found.empty()) {
      return Error{ErrorCode::not_found,
                   directory.string() + ": expected folders with mix.flac and notes.csv, found " +
                       (failure ? failure.message() : std::string("none")),
                   directory.string()};
    }
    std::sort(found.begin(), found.end());
    folders.insert(folders.end(), found.begin(), found.end());
  }
  return folders;
}

}  // namespace

Expected<std::string> features_of(const fs::path& audio, const ClipFeatures& features) {
  const Expected<std::vector<float>> samples = audio::read_all_mono(audio, features.sample_rate_hz);
  if (!samples) return samples.error();
  const Expected<Map2d> map = features.compute(*samples);
  if (!map) return map.error();
  std::string bytes;
  bytes.reserve(map->cells.size());
  for (const float cell : map->cells) {
    const float steps = std::round((cell - features.lowest) * features.steps_per_unit);
    bytes.push_back(static_cast<char>(static_cast<std::uint8_t>(std::clamp(steps, 0.0f, 255.0f))));
  }
  return bytes;
}

int Clip::source_count() const {
  const auto last = std::max_element(note_sources.begin(), note_sources.end());
  return last == note_sources.end() ? 0 : *last + 1;
}

double ClipSet::duration_s() const {
  double total = 0.0;
  for (const Clip& clip : clips) total += clip.frame_count * features.frames().hop_s;
  return total;
}

Expected<ClipSet> load_clips(const std::vector<fs::path>& directories, const ClipFeatures& features,
                             int threads, const core::GoOn& go_on) {
  const Expected<std::vector<fs::path>> folders = clip_folders(directories);
  if (!folders) return folders.error();
  auto clips = core::parallel_collect(
      folders->size(), threads, [&](std::size_t i) { return load_clip((*folders)[i], features); },
      go_on);
  if (!clips) return clips.error();
  return ClipSet{features, std::move(*clips)};
}

}  // namespace divisi::train
