#include "models/memory_columns.h"

#include <algorithm>
#include <cstddef>

#include "core/check.h"

namespace divisi::models {
namespace {

using nn::kColumnTile;

/// Places whose relations are worked out at a time: few enough that all stays in the first cache.
constexpr int kPlacesTogether = 8;
/// Tiles that a level keeps beyond those that are still looked at: few enough for the second cache,
/// and enough that moving on is rare.
constexpr int kTilesAhead = 24;

nn::ColumnLayer columns_of(const ConvLayer& layer, const LayerWeights& weights) {
  const auto found = weights.find(layer.name);
  DIVISI_CHECK(found != weights.end(), "the architecture runs a layer that it does not list");
  return nn::ColumnLayer(found->second, layer.activation);
}

/// What a block is given, tile by tile, and the biases that wait for it. Of the tiles that it is
/// given, the last ones are kept.
struct Level {
  nn::TileRange tiles;  ///< whose items it changes
  nn::Columns x;
  nn::Columns query, key, value;
  nn::AlignedFloats biases;  ///< [slots][heads, 2r+1, kColumnTile]
  int slots = 0;
};

nn::TileRange widened(nn::TileRange range, int by, nn::TileRange within) {
  return {std::max(within.begin, range.begin - by), std::min(within.end, range.end + by)};
}

bool holds(nn::TileRange range, int tile) { return range.begin <= tile && tile < range.end; }

}  // namespace

/// One run over a range of tiles.
class MemoryRun {
 public:
  MemoryRun(const MemoryColumns& net, const nn::Columns& items, int item_count,
            nn::TileRange wanted, const RelateTile& relate, float* out)
      : net_(net),
        items_(items),
        item_count_(item_count),
        wanted_(wanted),
        relate_(relate),
        out_(out),
        lag_((net.spec_.reach + kColumnTile - 1) / kColumnTile),
        thought_(std::max({net.spec_.channels, net.spec_.hidden_channels, net.spec_.dimensions}),
                 {0, 1}),
        seen_(net.spec_.channels, {0, 1}),
        related_(net.spec_.relation_numbers, {0, kPlacesTogether}),
        relation_(net.spec_.relation_channels, {0, kPlacesTogether}) {
    const int blocks = static_cast<int>(net.blocks_.size());
    for (int b = 0; b < blocks; ++b) add_level(b, (blocks - 1 - b) * lag_);
  }

  void run() {
    const int blocks = static_cast<int>(levels_.size());
    const nn::TileRange first = levels_.front().tiles;
    const nn::TileRange known = widened(first, lag_, items_.tiles());
    for (int tile = known.begin; tile < first.begin + lag_; ++tile) begin(tile);
    for (int tile = first.begin; tile < first.end + (blocks - 1) * lag_; ++tile) {
      begin(tile + lag_);
      if (holds(first, tile)) relate(tile);
      for (int b = 0; b < blocks; ++b) {
        if (holds(levels_[index(b)].tiles, tile - b * lag_)) think(b, tile - b * lag_);
      }
    }
  }

 private:
  static std::size_t index(int block) { return static_cast<std::size_t>(block); }
  int places() const { return 2 * net_.spec_.reach + 1; }

  /// The level of block `b`, which looks at items up to lag_ tiles around those it changes.
  void add_level(int b, int margin_tiles) {
    Level& level = levels_.emplace_back();
    level.tiles = widened(wanted_, margin_tiles, items_.tiles());
    const nn::TileRange seen = widened(level.tiles, lag_, items_.tiles());
    const int kept = std::min(seen.end - seen.begin, 2 * lag_ + kTilesAhead);
    const int margin = lag_ * kColumnTile;
    for (nn::Columns* columns : {&level.x, &level.query, &level.key, &level.value})
      *columns = nn::Columns(net_.spec_.channels, {seen.begin, seen.begin + kept}, margin);
    level.slots = std::max(1, std::min(b * lag_ + 1, items_.tiles().end));
    level.biases.resize(static_cast<std::size_t>(level.slots) * tile_biases());
  }

  std::size_t tile_biases() const {
    return static_cast<std::size_t>(net_.spec_.heads * places()) * kColumnTile;
  }
  float* biases(Level& level, int tile) {
    return level.biases.data() + static_cast<std::size_t>(tile % level.slots) * tile_biases();
  }

  /// Where a level is given its next tile. What the tile before looks at stays.
  nn::ColumnSpan place_of(Level& level, int tile) const {
    if (tile >= level.x.tiles().end) {
      for (nn::Columns* columns : {&level.x, &level.query, &level.key, &level.value})
        columns->move_to(tile - 2 * lag_);
    }
    return span_of(level.x, tile);
  }

  /// Of tiles that nobody looks at, nothing.
  void begin(int tile) {
    Level& level = levels_.front();
    if (!holds(widened(level.tiles, lag_, items_.tiles()), tile)) return;
    net_.begin_.run(span_of(items_, tile), kColumnTile, place_of(level, tile));
    prepare(0, tile);
  }

  /// Queries, keys and values of a tile whose x is there.
  void prepare(int b, int tile) {
    Level& level = levels_[index(b)];
    const MemoryColumns::Block& block = net_.blocks_[index(b)];
    const nn::ColumnSpan seen = span_of(seen_, 0);
    nn::normalise_columns(span_of(level.x, tile), net_.spec_.channels, seen);
    block.query.run(seen, kColumnTile, span_of(level.query, tile));
    block.key.run(seen, kColumnTile, span_of(level.key, tile));
    block.value.run(seen, kColumnTile, span_of(level.value, tile));
  }

  /// The tile's biases of all blocks.
  void relate(int tile) {
    for (int place = 0; place < places(); place += kPlacesTogether) {
      const int count = std::min(kPlacesTogether, places() - place);
      relate_(tile, place, count, span_of(related_, 0));
      net_.relation_.run(span_of(related_, 0), count * kColumnTile, span_of(relation_, 0));
      for (std::size_t b = 0; b < levels_.size(); ++b) {
        if (!holds(levels_[b].tiles, tile)) continue;
        const std::ptrdiff_t stride = std::ptrdiff_t(places()) * kColumnTile;
        float* first = biases(levels_[b], tile) + std::ptrdiff_t(place) * kColumnTile;
        net_.blocks_[b].bias.run(span_of(relation_, 0), count * kColumnTile, {first, stride});
      }
    }
    const int first = tile * kColumnTile;
    if (first < net_.spec_.reach || first + kColumnTile + net_.spec_.reach > item_count_)
      shut_out_nobodies(tile);
  }

  /// Neighbours before the first item and behind the last.
  void shut_out_nobodies(int tile) {
    for (Level& level : levels_) {
      if (!holds(level.tiles, tile)) continue;
      float* bias = biases(level, tile);
      for (int row = 0; row < net_.spec_.heads * places(); ++row, bias += kColumnTile) {
        const int first = tile * kColumnTile + row % places() - net_.spec_.reach;
        for (int i = 0; i < kColumnTile; ++i) {
          if (first + i < 0 || first + i >= item_count_) bias[i] = nn::kNobody;
        }
      }
    }
  }

  /// Block `b` of a tile around which all is prepared.
  void think(int b, int tile) {
    Level& level = levels_[index(b)];
    const MemoryColumns::Block& block = net_.blocks_[index(b)];
    const NoteMemorySpec& spec = net_.spec_;
    const nn::ColumnSpan seen = span_of(seen_, 0);
    const nn::ColumnSpan thought = span_of(thought_, 0);
    const nn::ColumnAttention shape{spec.heads, spec.channels / spec.heads, spec.reach};
    nn::attend_columns(shape, span_of(level.query, tile), span_of(level.key, tile),
                       span_of(level.value, tile), biases(level, tile), seen, scratch_);
    const bool is_last = index(b) + 1 == levels_.size();
    Level& next = is_last ? level : levels_[index(b) + 1];
    const nn::ColumnSpan x = span_of(level.x, tile);
    block.mix.run(seen, kColumnTile, x, x);
    nn::normalise_columns(x, spec.channels, seen);
    block.hidden.run(seen, kColumnTile, thought);
    if (is_last) {
      block.out.run(thought, kColumnTile, x, x);
      return finish(tile);
    }
    const nn::ColumnSpan after = place_of(next, tile);
    copy_tile(x, after);
    block.out.run(thought, kColumnTile, after, after);
    prepare(b + 1, tile);
  }

  void copy_tile(nn::ConstColumnSpan from, nn::ColumnSpan to) const {
    for (int c = 0; c < net_.spec_.channels; ++c)
      std::copy_n(from.first + c * from.stride, kColumnTile, to.first + c * to.stride);
  }

  /// The vectors of a tile that no block changes any more.
  void finish(int tile) {
    const nn::ColumnSpan seen = span_of(seen_, 0);
    const nn::ColumnSpan vectors = span_of(thought_, 0);
    const int dimensions = net_.spec_.dimensions;
    nn::normalise_columns(span_of(levels_.back().x, tile), net_.spec_.channels, seen);
    net_.direct_.run(span_of(items_, tile), kColumnTile, vectors);
    net_.end_.run(seen, kColumnTile, vectors, vectors);
    if (net_.of_unit_length_) nn::unit_length_columns(vectors, dimensions, vectors);
    float* out = out_ + std::ptrdiff_t(tile - wanted_.begin) * kColumnTile * dimensions;
    const int count = std::min(kColumnTile, item_count_ - tile * kColumnTile);
    for (int i = 0; i < count; ++i) {
      for (int d = 0; d < dimensions; ++d) *out++ = vectors.first[d * vectors.stride + i];
    }
  }

  const MemoryColumns& net_;
  const nn::Columns& items_;
  int item_count_;
  nn::TileRange wanted_;
  const RelateTile& relate_;
  float* out_;
  int lag_;  ///< tiles that an item's reach takes
  std::vector<Level> levels_;
  nn::Columns thought_;
  nn::Columns seen_;
  nn::Columns related_;
  nn::Columns relation_;
  nn::AlignedFloats scratch_;
};

MemoryColumns::MemoryColumns(const NoteMemorySpec& spec, const NoteMemory& net,
                             const LayerWeights& weights, bool of_unit_length)
    : spec_(spec),
      of_unit_length_(of_unit_length),
      relation_(columns_of(net.relation, weights)),
      begin_(columns_of(net.begin, weights)),
      direct_(columns_of(net.direct, weights)),
      end_(columns_of(net.end, weights)) {
  for (const NoteMemory::Block& block : net.blocks) {
    blocks_.push_back({columns_of(block.query, weights), columns_of(block.key, weights),
                       columns_of(block.value, weights), columns_of(block.bias, weights),
                       columns_of(block.mix, weights), columns_of(block.hidden, weights),
                       columns_of(block.out, weights)});
  }
}

void MemoryColumns::run(const nn::Columns& items, int item_count, nn::TileRange wanted,
                        const RelateTile& relate, float* out) const {
  DIVISI_CHECK(items.channels() == spec_.item_numbers, "items have the memory's numbers");
  DIVISI_CHECK(items.tiles().begin == 0 &&
                   items.tiles().end == (item_count + kColumnTile - 1) / kColumnTile &&
                   wanted.begin >= 0 && wanted.end <= items.tiles().end,
               "the whole list, and tiles of it");
  if (wanted.begin < wanted.end) MemoryRun(*this, items, item_count, wanted, relate, out).run();
}

}  // namespace divisi::models
