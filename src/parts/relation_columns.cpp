#include "parts/relation_columns.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "nn/ops.h"
#include "parts/memory_inputs.h"
#include "parts/pair_model.h"

namespace divisi::parts {
namespace {

using nn::kColumnTile;

nn::TileRange tiles_of(const NoteTokens& tokens) {
  return {0, (static_cast<int>(tokens.count()) + kColumnTile - 1) / kColumnTile};
}

/// Row-major [N, C] into columns.
void lay_out(const float* rows, std::size_t count, nn::Columns& columns) {
  const int channels = columns.channels();
  for (int c = 0; c < channels; ++c) {
    float* out = columns.at(c, 0);
    for (std::size_t n = 0; n < count; ++n)
      out[n] = rows[n * std::size_t(channels) + std::size_t(c)];
  }
}

/// Tiles of one number each.
struct Times {
  float onset_s[kColumnTile];
  float offset_s[kColumnTile];
};

void fill_times(const double* onsets_s, const double* offsets_s, double origin_s, Times& times) {
  for (int i = 0; i < kColumnTile; ++i) {
    times.onset_s[i] = static_cast<float>(onsets_s[i] - origin_s);
    times.offset_s[i] = static_cast<float>(offsets_s[i] - origin_s);
  }
}

/// sums[i] = sum over channels of a[i] b[i]
void multiply(const float* a, const float* b, std::ptrdiff_t stride, int channels, float* sums) {
  float own[kColumnTile] = {};
  for (int c = 0; c < channels; ++c, a += stride, b += stride) {
    for (int i = 0; i < kColumnTile; ++i) own[i] += a[i] * b[i];
  }
  std::copy_n(own, kColumnTile, sums);
}

float signum(float x) { return static_cast<float>(x > 0.0f) - static_cast<float>(x < 0.0f); }

/// Where a tile's pairs with one place are written: row r at `first + r * stride`.
struct PlaceRows {
  float* first;
  std::ptrdiff_t stride;
  float* row(int relation) const { return first + relation * stride; }
};

void relate_pitches(const float* own, const float* other, const PlaceRows& out) {
  for (int i = 0; i < kColumnTile; ++i) {
    const float interval = other[i] - own[i];
    const float distance = std::abs(interval);
    out.row(kInterval)[i] = std::clamp(interval / 12.0f, -3.0f, 3.0f);
    out.row(kDistance)[i] = std::min(distance / 12.0f, 3.0f);
    out.row(kStep)[i] = distance / -3.0f;
    out.row(kUnison)[i] = distance / -0.7f;
    out.row(kAboveNearby)[i] = signum(interval);
  }
}

void relate_times(const Times& own, const float* own_length_s, const Times& other,
                  const float* other_length_s, const PlaceRows& out) {
  for (int i = 0; i < kColumnTile; ++i) {
    const float apart_s = std::abs(other.onset_s[i] - own.onset_s[i]);
    const float common_s =
        std::min(own.offset_s[i], other.offset_s[i]) - std::max(own.onset_s[i], other.onset_s[i]);
    const float shorter_s = std::min(own_length_s[i], other_length_s[i]);
    const float pause_s =
        std::max(other.onset_s[i] - own.offset_s[i], own.onset_s[i] - other.offset_s[i]);
    out.row(kApart)[i] = std::min(apart_s / 8.0f, 2.0f);
    out.row(kTogether)[i] = apart_s / -0.05f;
    out.row(kNearby)[i] = apart_s / -0.5f;
    out.row(kOverlap)[i] = std::clamp(common_s / shorter_s, -1.0f, 1.0f);
    out.row(kFollows)[i] = std::abs(pause_s) / -0.06f;
  }
}

/// What fades, from what it fades by.
void fade(int columns, nn::ColumnSpan out) {
  for (const int relation : {kStep, kUnison, kTogether, kNearby, kFollows}) {
    const std::span<float> row(out.first + relation * out.stride, std::size_t(columns));
    nn::exponential(row, row);
  }
  float* above = out.first + kAboveNearby * out.stride;
  const float* nearby = out.first + kNearby * out.stride;
  for (int i = 0; i < columns; ++i) above[i] *= nearby[i];
}

}  // namespace

nn::Columns item_columns(const NoteTokens& tokens, int numbers) {
  nn::Map items;
  fill_items(tokens, 0, tokens.count(), numbers, items);
  nn::Columns columns(items.channels(), tiles_of(tokens));
  lay_out(items.data(), tokens.count(), columns);
  return columns;
}

RelationColumns::RelationColumns(const NoteTokens& tokens, int reach)
    : reach_(reach),
      vectors_(tokens.dimensions, tiles_of(tokens), reach),
      pitches_(1, tiles_of(tokens), reach),
      lengths_s_(1, tiles_of(tokens), reach),
      onsets_s_(static_cast<std::size_t>(pitches_.stride()), 0.0),
      offsets_s_(onsets_s_.size(), 0.0) {
  const auto dimensions = static_cast<std::size_t>(tokens.dimensions);
  std::vector<float> trusted(tokens.count() * dimensions);
  fill_trusted(tokens, 0, tokens.count(), trusted.data());
  lay_out(trusted.data(), tokens.count(), vectors_);
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
  const double origin_s = onsets_s_[std::size_t(first)];
  Times own;
  Times other;
  fill_times(&onsets_s_[std::size_t(first)], &offsets_s_[std::size_t(first)], origin_s, own);
  for (int p = 0; p < places; ++p) {
    const std::ptrdiff_t away = first_place + p - reach_;
    const PlaceRows rows{out.first + p * kColumnTile, out.stride};
    const auto there = static_cast<std::size_t>(first + away);
    fill_times(&onsets_s_[there], &offsets_s_[there], origin_s, other);
    multiply(vectors_.at(0, tile), vectors_.at(0, tile) + away, vectors_.stride(),
             vectors_.channels(), rows.row(kSoundAlike));
    relate_pitches(pitches_.at(0, tile), pitches_.at(0, tile) + away, rows);
    relate_times(own, lengths_s_.at(0, tile), other, lengths_s_.at(0, tile) + away, rows);
  }
  fade(places * kColumnTile, out);
}

}  // namespace divisi::parts
