/// Notes of one source alike, notes of different sources apart: the loss of the timbre network.
///
/// Source    Supervised contrastive loss, Khosla et al. 2020, eq. 2 (positives outside the
///           logarithm), within each item: other items have other rooms and equalisers, which must
///           not be learned as timbre. Ours: notes as anchors; pairs weighted by pitch.
/// Notation  S_ij = cos(v_i, v_j) / tau;  for anchor i with positives P(i), its item's notes A(i):
///             L_i = - sum over p in P(i) of w_ip (S_ip - log sum over a in A(i) of u_ia exp S_ia),
///           w_ip proportional to 1 + min(|pitch_i - pitch_p|, 24) / 12, summing to 1: a source
///           must be known across its range; u_ia = 1 + 2 exp(-|pitch_i - pitch_a| / 4) for a of
///           another source, 1 for its own: at the same pitch timbre is all there is.
/// Shapes    vectors [B, T, P, D]; owners [B, T, P, 2]: source + 1 and note + 1, 0 where no note or
///           more than one sounds.
#pragma once

#include <torch/torch.h>

namespace divisi::train {

/// Notes [N] of a batch: sums of their cells' vectors, made as long as 1.
struct PooledNotes {
  torch::Tensor vectors;  ///< [N, D]
  torch::Tensor sources;  ///< [N], whole numbers
  torch::Tensor items;    ///< [N], the item of the batch
  torch::Tensor pitches;  ///< [N], rows of P
};

PooledNotes pool_notes(const torch::Tensor& vectors, const torch::Tensor& owners);

/// Pairs [N, N] of one item: of one source, of different sources; no note with itself.
struct NotePairs {
  torch::Tensor same;
  torch::Tensor different;
};
NotePairs pairs_of(const PooledNotes& notes);

/// Mean over the anchors that have both positives and negatives; 0 (with a gradient of 0) when
/// there are none.
torch::Tensor note_contrast(const PooledNotes& notes, double temperature);

}  // namespace divisi::train
