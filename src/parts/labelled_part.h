/// A part of which it is known who plays it: what names are learnt from.
#pragma once

#include <cstddef>
#include <string>

#include "parts/note_token.h"

namespace divisi::parts {

struct LabelledPart {
  NoteTokens tokens;
  std::string source;      ///< "sampled violin": parts of one source sound alike in all clips
  std::size_t family = 0;  ///< index into kFamilies
  int clip = 0;
};

}  // namespace divisi::parts
