#include "parts/relation_columns.h"

#include <algorithm>
#include <array>

#include "nn/isa.h"
#include "parts/kernels/relate_kernels.h"
#include "parts/memory_inputs.h"
#include "parts/pair_model.h"

namespace divisi::parts {
namespace {

using nn::kColumnTile;

nn::TileRange tiles_of(std::size_t count) {
  return {0, (static_cast<int>(count) + kColumnTile - 1) / kColumnTile};
}

/// Rows [N, C] into columns; each begins `stride` behind the one before.
void lay_out(const float* rows, std::size_t stride, std::size_t count, nn::Columns& columns) {
  const int channels = columns.channels();
  for (int c = 0; c < channels; ++c) {
    float* out = columns.at(c, 0);
    for (std::size_t n = 0; n < count; ++n) out[n] = rows[n * stride + std::size_t(c)];
  }
}

/// The numbers of some neighbours: a tile at each of the places of a job.
constexpr int kMostPlaces = 16;
using Numbers = std::array<float, kMostPlaces + kColumnTile>;

void fill_times(const double* times_s, double origin_s, int count, Numbers& numbers) {
  for (int i = 0; i < count; ++i)
    numbers[std::size_t(i)] = static_cast<float>(times_s[i] - origin_s);
}

void relate(const RelateJob& job) {
#ifdef DIVISI_X86_KERNELS
  if (nn::active_isa() == nn::Isa::avx512) return relate_avx512(job);
  if (nn::active_isa() == nn::Isa::avx2) return relate_avx2(job);
#endif
  relate_baseline(job);
}

NoteVectors vectors_of(const nn::Columns& columns, int tile) {
  return {columns.at(0, tile), columns.stride(), columns.channels()};
}

/// Where notes tell nothing, a number that is 0 says so.
bool is_told_timbre(const NoteTokens& tokens, int numbers) {
  return numbers == kRelations && tokens.timbre_numbers > 0 && !tokens.beginnings.empty();
}

}  // namespace

nn::Columns item_columns(const nn::Map& items) {
  const auto count = static_cast<std::size_t>(items.frames());
  nn::Columns columns(items.channels(), tiles_of(count));
  lay_out(items.data(), static_cast<std::size_t>(items.channels()), count, columns);
  return columns;
}

RelationColumns::RelationColumns(const NoteTokens& tokens, int reach, int numbers)
    : reach_(reach),
      with_timbre_(numbers == kRelations),
      vectors_(tokens.dimensions, tiles_of(tokens.count()), reach),
      timbres_(is_told_timbre(tokens, numbers) ? tokens.timbre_numbers : 1,
               tiles_of(tokens.count()), reach),
      pitches_(1, tiles_of(tokens.count()), reach),
      lengths_s_(1, tiles_of(tokens.count()), reach),
      onsets_s_(static_cast<std::size_t>(pitches_.stride()), 0.0),
      offsets_s_(onsets_s_.size(), 0.0) {
  const auto dimensions = static_cast<std::size_t>(tokens.dimensions);
  std::vector<float> trusted(tokens.count() * dimensions);
  fill_trusted(tokens, 0, tokens.count(), trusted.data());
  lay_out(trusted.data(), dimensions, tokens.count(), vectors_);
  if (is_told_timbre(tokens, numbers))
    lay_out(tokens.beginning(0) + kFamilyCount, tokens.beginning_numbers(), tokens.count(),
            timbres_);
  lengths_s_.fill(1.0f);
  const auto margin = static_cast<std::size_t>(pitches_.margin());
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    const Note& note = tokens.notes[n];
    pitches_.at(0, 0)[n] = static_cast<float>(note.pitch_midi);
    lengths_s_.at(0, 0)[n] =
        static_cast<float>(std::max(kShortestNote_s, note.offset_s - note.onset_s));
    onsets_s_[n + margin] = note.onset_s;
    offsets_s_[n + margin] = note.offset_s;
  }
}

void RelationColumns::relate(int tile, int first_place, int places, nn::ColumnSpan out) const {
  const std::ptrdiff_t first = pitches_.margin() + std::ptrdiff_t(tile) * kColumnTile;
  const double* own_onset_s = onsets_s_.data() + first;
  const double* own_offset_s = offsets_s_.data() + first;
  Numbers own_onsets, own_offsets, onsets, offsets;
  fill_times(own_onset_s, *own_onset_s, kColumnTile, own_onsets);
  fill_times(own_offset_s, *own_onset_s, kColumnTile, own_offsets);
  const NoteNumbers own{own_onsets.data(), own_offsets.data(), lengths_s_.at(0, tile),
                        pitches_.at(0, tile)};
  for (int place = 0; place < places; place += kMostPlaces) {
    const int count = std::min(kMostPlaces, places - place);
    const std::ptrdiff_t away = first_place + place - reach_;
    fill_times(own_onset_s + away, *own_onset_s, count + kColumnTile - 1, onsets);
    fill_times(own_offset_s + away, *own_onset_s, count + kColumnTile - 1, offsets);
    const NoteNumbers other{onsets.data(), offsets.data(), own.length_s + away, own.pitch + away};
    parts::relate({own, other, vectors_of(vectors_, tile), vectors_of(timbres_, tile), with_timbre_,
                   away, count, out.first + std::ptrdiff_t{place} * kColumnTile, out.stride});
  }
}

}  // namespace divisi::parts
