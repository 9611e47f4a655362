/// Who plays what: notes into parts, as many as are heard.
///
/// Problem   The number of sources is not known, a source's notes need not sound alike one by one,
/// and
///           a long piece has more pairs of notes than memory.
/// Idea      Two groups are one source when the mean over their pairs says so (average linkage: one
///           pair that is alike by chance does not chain two sources). The piece is taken a few
///           hundred notes at a time: what was found so far stands among the new notes as a heavy
///           item, so that the first minute teaches the second. At the end groups of a few notes
///           are given up, and every note goes to the source that it fits best.
/// Source    ours; average linkage: parts/average_linkage.h; pairs: parts/pair_model.h.
/// Errors    none.
/// Cost      O(N B) time and O(B^2 + N) memory for blocks of B notes; 0.1 s for 3,000 notes.
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "parts/note_token.h"
#include "parts/pair_model.h"

namespace divisi::parts {

struct GroupOptions {
  int count = 0;                 ///< of parts; 0: as many as are heard
  int most = 12;                 ///< when `count` is 0; >= 1
  double merge_logit = 0.0;      ///< groups at least this alike are one source
  double smallest_share = 0.03;  ///< of the notes: groups of fewer are given up
  int smallest_notes = 3;        ///< likewise
  int block_notes = 600;
};

/// A note that another part plays as well.
struct SecondPlayer {
  std::size_t note = 0;
  int part = 0;
  double confidence = 0.0;  ///< that it does
};

struct Grouping {
  int part_count = 0;
  std::vector<int> part_of_note;   ///< [N], from 0; parts in order of falling mean pitch
  std::vector<double> confidence;  ///< [N] that the note is that part's rather than the next best's
  Map2d shares;                    ///< [N, P] of each note that each part won; rows add up to 1
  std::vector<SecondPlayer> seconds = {};  ///< in order of notes; where it is known who plays
};

Grouping group_notes(const NoteTokens& tokens, const PairModel& pairs, const GroupOptions& options);

/// The end of it, from groups that are known already: small ones are given up, then every note goes
/// to the source that it fits best. `group_of_note` [N] from 0; kNoGroup: to whichever it fits.
Grouping settle_groups(const NoteTokens& tokens, const PairModel& pairs,
                       const GroupOptions& options, const std::vector<int>& group_of_note);
inline constexpr int kNoGroup = -1;

}  // namespace divisi::parts
