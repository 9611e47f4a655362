/// What the memory over notes is told of a note, and of how two notes lie to each other.
///
/// Source    ours.
/// Shapes    a note: its trusted vector (parts/pair_model.h) times 3, then pitch, length, velocity,
///           trust, confidence, each brought to a size of about 1; for memories that were
///           trained so the log-probability of each family / 3 + 1, -1 at least, and what tells
///           players apart. A pair (from, to): see parts/relation.h.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/tensor.h"
#include "parts/note_token.h"
#include "parts/relation.h"

namespace divisi::parts {

/// Shorter ones are told to be so long.
inline constexpr double kShortestNote_s = 0.02;

/// How many numbers a note has whose vector has so many, with or without families, and with so many
/// that tell players apart.
int item_numbers(int dimensions, bool with_families, int timbre_numbers = 0);
/// The same for what tells families in company: with families, and for each whether it plays.
int company_item_numbers(int dimensions, int timbre_numbers = 0);

/// How many numbers a network over notes is given of a note and of a pair.
struct MemoryNumbers {
  int of_item, of_pair;
  bool operator==(const MemoryNumbers&) const = default;
};
/// All that a memory may have been trained with, the fullest last: told of cells alone, of families
/// too where there are any, and of timbre where there are numbers of it.
std::vector<MemoryNumbers> memory_numbers(int dimensions, bool with_families, int timbre_numbers);
/// The same for what tells families in company.
std::vector<MemoryNumbers> company_numbers(int dimensions, int timbre_numbers);

/// The trusted vectors of notes [begin, end): [end-begin, D].
void fill_trusted(const NoteTokens& tokens, std::size_t begin, std::size_t end, float* out);

/// The numbers of notes [begin, end) of `tokens`, and of each with those up to `reach` before and
/// after it; relations with notes outside [begin, end) are 0.
/// Shapes    items [end-begin, 1, I], relations [end-begin, 2 reach+1, R].
/// Requires: I = item_numbers(D, ...). Tokens without families may be of any; with families, they
/// have as many numbers of timbre as are asked for, if any are.
void fill_items(const NoteTokens& tokens, std::size_t begin, std::size_t end, int numbers,
                nn::Map& items);
/// Of all notes, for what tells families in company: `line_up` are those that are known to play.
/// Shapes    items [N, 1, I], I = company_item_numbers(D, ...).
void fill_company_items(const NoteTokens& tokens, const FamilySet& line_up, int numbers,
                        nn::Map& items);
/// `numbers` of each pair: kRelations, or kRelationsWithoutTimbre.
void fill_relations(const NoteTokens& tokens, std::size_t begin, std::size_t end, int reach,
                    int numbers, nn::Map& relations);

}  // namespace divisi::parts
