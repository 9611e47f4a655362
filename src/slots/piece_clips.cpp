#include "slots/piece_clips.h"

#include <algorithm>
#include <numeric>

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

Expected<train::Clip> load_clip(const SlotPiece& piece, const train::ClipFeatures& features,
                                SlotTarget target) {
  const Expected<std::string> bytes = train::features_of(piece.mix, features);
  if (!bytes) return bytes.error();
  train::Clip clip;
  clip.name = piece.id;
  clip.frame_count =
      static_cast<int>(bytes->size() / static_cast<std::size_t>(features.cell_count()));
  clip.features.assign(bytes->begin(), bytes->end());
  add_notes(piece, target, clip);
  return clip;
}

}  // namespace

const std::vector<std::string>& families() {
  static const std::vector<std::string> names = {"brass", "keyboards", "strings", "woodwinds"};
  return names;
}

Expected<train::ClipSet> load_piece_clips(const std::vector<SlotPiece>& pieces,
                                          const train::ClipFeatures& features, SlotTarget target,
                                          int threads) {
  auto clips = core::parallel_collect(pieces.size(), threads, [&](std::size_t i) {
    return load_clip(pieces[i], features, target);
  });
  if (!clips) return clips.error();
  return train::ClipSet{features, std::move(*clips)};
}

std::vector<SlotPiece> pieces_of(const std::vector<SlotPiece>& pieces, const std::string& split) {
  std::vector<SlotPiece> chosen;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(chosen),
               [&](const SlotPiece& piece) { return piece.split == split; });
  return chosen;
}

}  // namespace divisi::slots
