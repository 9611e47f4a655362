#include "slots/piece_clips.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>

#include "core/parallel.h"

namespace divisi::slots {
namespace {

/// Which target a source's notes belong to.
int target_number(const SlotPiece& piece, std::size_t source, SlotTarget target) {
  if (target == SlotTarget::sources) return static_cast<int>(source);
  const auto& known = families();
  const auto found = std::find(known.begin(), known.end(), piece.sources[source].family);
  return static_cast<int>(found - known.begin());
}

void add_notes(const SlotPiece& piece, SlotTarget target, train::Clip& clip) {
  std::vector<std::pair<Note, int>> all;
  for (std::size_t s = 0; s < piece.sources.size(); ++s) {
    for (const Note& note : piece.sources[s].notes)
      all.emplace_back(note, target_number(piece, s, target));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first.onset_s < b.first.onset_s; });
  for (const auto& [note, number] : all) {
    clip.notes.push_back(note);
    clip.note_sources.push_back(number);
  }
}

}  // namespace

const std::vector<std::string>& families() {
  static const std::vector<std::string> names = {"brass", "keyboards", "strings", "woodwinds"};
  return names;
}

Expected<train::ClipSet> load_piece_clips(const std::vector<SlotPiece>& pieces,
                                          const train::ClipFeatures& features, SlotTarget target,
                                          int threads) {
  train::ClipSet set;
  set.features = features;
  set.clips.resize(pieces.size());
  std::mutex mutex;
  std::optional<Error> failure;
  core::parallel_for(pieces.size(), threads, [&](std::size_t i) {
    const Expected<std::string> bytes = train::features_of(pieces[i].mix, features);
    if (!bytes) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = bytes.error();
      return;
    }
    train::Clip& clip = set.clips[i];
    clip.name = pieces[i].id;
    clip.frame_count =
        static_cast<int>(bytes->size() / static_cast<std::size_t>(features.cell_count()));
    clip.features.assign(bytes->begin(), bytes->end());
    add_notes(pieces[i], target, clip);
  });
  if (failure) return *failure;
  return set;
}

std::vector<SlotPiece> pieces_of(const std::vector<SlotPiece>& pieces, const std::string& split) {
  std::vector<SlotPiece> chosen;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(chosen),
               [&](const SlotPiece& piece) { return piece.split == split; });
  return chosen;
}

}  // namespace divisi::slots
