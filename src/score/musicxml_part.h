/// One <part> of a MusicXML document.
#pragma once

#include <string>

#include "divisi/score.h"
#include "score/key.h"
#include "score/quantise.h"
#include "score/xml_text.h"

namespace divisi::score {

/// What all parts of a document have in common.
struct SheetContext {
  BarFrame frame;
  Key key;
  int beats_per_minute = 120;
};

/// Writes <part id="P{number}"> with all its measures; the first part carries the tempo mark.
void write_musicxml_part(XmlText& xml, const Part& part, const BeatGrid& grid,
                         const SheetContext& context, int number);

}  // namespace divisi::score
