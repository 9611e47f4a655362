/// Gives parts their names: an enrolled timbre's, or that of a family of instruments, or a number.
#pragma once

#include <string>
#include <vector>

#include "divisi/score.h"
#include "engine/part_names.h"
#include "parts/note_token.h"

namespace divisi::engine {

/// A timbre as it was enrolled, fit for these weights.
struct EnrolledTimbre {
  std::string name;
  int program = -1;  ///< General MIDI; -1: that of the family
  parts::Prototype prototype;
};

/// Sets name, program, family and name_confidence of a part whose notes sound like `tokens`; leaves
/// it as it is where nobody is recognised.
void name_part(const PartNames& names, const std::vector<EnrolledTimbre>& enrolled,
               const parts::NoteTokens& tokens, Part& part);

/// Numbers those that share a name: "Violin 1", "Violin 2".
void number_names(std::vector<Part>& parts);

}  // namespace divisi::engine
