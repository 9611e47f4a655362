/// What the memory over notes is told of pairs (parts/memory_inputs.h), for notes side by side.
///
/// Exact     what is said of a pair depends on nothing but the list of notes. It is what
///           fill_relations() says but for rounding: times are floats from the onset of the tile's
///           first note, and what fades is worked out as floats.
/// Thread    const-safe.
#pragma once

#include <vector>

#include "nn/columns.h"
#include "nn/tensor.h"
#include "parts/note_token.h"

namespace divisi::parts {

/// The numbers of every note [N, 1, I] (parts/memory_inputs.h), in columns.
nn::Columns item_columns(const nn::Map& items);

class RelationColumns {
 public:
  /// `numbers` of each pair: kRelations, or kRelationsWithoutTimbre.
  /// Requires: notes in order of onset. `tokens` are not needed afterwards.
  RelationColumns(const NoteTokens& tokens, int reach, int numbers);

  /// As models::RelateTile.
  void relate(int tile, int first_place, int places, nn::ColumnSpan out) const;

 private:
  int reach_;
  bool with_timbre_;
  nn::Columns vectors_;  ///< trusted
  nn::Columns timbres_;
  nn::Columns pitches_;  ///< of notes: [1, N], as the next
  nn::Columns lengths_s_;
  std::vector<double> onsets_s_;  ///< laid out as a row of pitches_
  std::vector<double> offsets_s_;
};

}  // namespace divisi::parts
