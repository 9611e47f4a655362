/// Notes with what the memory makes of them; who plays them, and whether they are there, by what
/// the notes around say.
///
/// What is said of a note depends on no more than MemoryModel::context_items() notes on each side:
/// each thread takes a stretch of the piece, with so many around it, and the result is the same
/// however many these are.
/// Requires: notes in order of onset, and the memory made for vectors of their dimensions.
/// Cost      some 4 microseconds for a note with AVX-512 and three layers of 32; memory some
///           hundred numbers for a note.
#pragma once

#include <vector>

#include "models/memory_model.h"
#include "parts/note_token.h"

namespace divisi::parts {

/// The same notes, in the same order, with the memory's unit vectors for what they sound like.
NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory, int threads = 1);

/// [N, K] log-probabilities of the families, as the instrument network says of each note by itself;
/// empty without one.
std::vector<float> families_alone(const NoteTokens& tokens);

/// What all notes together tell of each.
struct CompanyAnswers {
  /// [N, K] log-probabilities of its family, kNobodyPlays for those that are not in the line-up
  /// unless that is empty.
  std::vector<float> families;
  /// [N, K] how likely each family plays it, whoever else does; empty where the company was not
  /// taught that.
  std::vector<float> players = {};
};
/// Requires: `company` is of models::kCompanyPrefix.
CompanyAnswers families_in_company(const NoteTokens& tokens, const models::MemoryModel& company,
                                   const FamilySet& line_up = {}, int threads = 1);

/// Notes that are less likely are left out: half of the F1 that is reached, some 0.8, which is best
/// for F1 (Lipton, Elkan and Naryanaswamy 2014).
inline constexpr float kLeastBelief = 0.4f;

/// [N] how likely each note is there at all, 0 to 1, as all notes together say.
/// Requires: `truth` is of models::kTruthPrefix.
std::vector<float> beliefs(const NoteTokens& tokens, const models::MemoryModel& truth,
                           int threads = 1);

}  // namespace divisi::parts
