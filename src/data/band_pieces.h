/// Pieces for a network with one output for each class of instrument: of each class exactly one
/// stem, and its notes.
///
/// A piece's mixture is the plain sum of its stems, sample by sample (coherent: they were played
/// together); the clip's own mix may hold more instruments than were asked for. Works for any
/// collection whose loader says which class a stem is of (Stem::band_class): "synthetic" (the kind
/// "band" of `divisi synth`) and "slakh".
///
/// Source    Manilow, Seetharaman, Pardo 2020 ("Cerberus"): five classes; where a song has several
///           stems of a class, all combinations are pieces (Gardner et al. 2022, MT3, appendix).
/// Errors    invalid_argument: a class that is not known, or no clip that has all of them.
/// Thread    safe.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace divisi::data {

/// The classes there are, in the order in which networks of 2, 3, 4 and 5 of them have their
/// outputs: the first N.
inline constexpr std::array<const char*, 5> kBandClasses = {"piano", "guitar", "bass", "drums",
                                                            "strings"};

struct BandPiece {
  std::string id;     ///< the clip's; with several combinations of a clip "<clip>:<n>", n from 1
  std::string split;  ///< "train", "validation", "test", or empty
  std::string group;  ///< the clip's id: its combinations are one song
  std::vector<Stem> stems;  ///< [class], in the order asked for
  /// [class], each in order of onset; a drum note's pitch is its General MIDI key.
  std::function<Expected<std::vector<std::vector<core::AnnotatedNote>>>()> read_notes;
};

/// The pieces of all clips that have every class of `classes` (a choice of kBandClasses, without
/// one twice), in order of id. `most_of_a_clip`: further combinations of one clip are left out,
/// evenly.
Expected<std::vector<BandPiece>> band_pieces(const Dataset& dataset,
                                             const std::vector<std::string>& classes,
                                             std::size_t most_of_a_clip = 64);

/// The class of a General MIDI program: piano 0-7, guitar 24-31, bass 32-39, strings 40-51; empty
/// for the others. Requires: 0 to 127.
std::string band_class_of_program(int program);

}  // namespace divisi::data
