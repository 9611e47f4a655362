#include "score/musicxml_part.h"

#include <vector>

#include "score/accidentals.h"
#include "score/notation.h"
#include "score/staves.h"

namespace divisi::score {
namespace {

constexpr int kVoicesOfStaff = 4;  // numbers each staff may use, as notation programs count

struct ValueName {
  const char* type;
  int dots;
};

ValueName value_name(const Symbol& symbol) {
  switch (symbol.length) {
    case 48:
      return {"whole", 0};
    case 36:
      return {"half", 1};
    case 24:
      return {"half", 0};
    case 18:
      return {"quarter", 1};
    case 12:
      return {"quarter", 0};
    case 9:
      return {"eighth", 1};
    case 8:
      return {"quarter", 0};
    case 6:
      return {"eighth", 0};
    case 4:
      return {"eighth", 0};
    default:
      return {"16th", 0};
  }
}

class PartWriter {
 public:
  PartWriter(XmlText& xml, const Part& part, const BeatGrid& grid, const SheetContext& context)
      : xml_(xml),
        part_(part),
        context_(context),
        staves_(make_staves(part, quantise_part(part, grid, context.frame), context.frame)) {}

  void write(int number) {
    xml_.open("part", "id=\"P" + std::to_string(number) + "\"");
    for (int bar = 0; bar < context_.frame.bar_count; ++bar) {
      xml_.open("measure", "number=\"" + std::to_string(bar + 1) + "\"");
      if (bar == 0) write_attributes();
      if (bar == 0 && number == 1) write_tempo_mark();
      write_bar(bar);
      if (bar + 1 == context_.frame.bar_count) write_final_line();
      xml_.close();
    }
    xml_.close();
  }

 private:
  void write_attributes() {
    xml_.open("attributes");
    xml_.leaf("divisions", kUnitsPerBeat);
    if (!part_.is_drums) {
      xml_.open("key");
      xml_.leaf("fifths", context_.key.fifths);
      xml_.leaf("mode", context_.key.is_minor ? "minor" : "major");
      xml_.close();
    }
    xml_.open("time");
    xml_.leaf("beats", context_.frame.beats_per_bar);
    xml_.leaf("beat-type", 4);
    xml_.close();
    if (staves_.size() > 1) xml_.leaf("staves", static_cast<int>(staves_.size()));
    for (std::size_t i = 0; i < staves_.size(); ++i) write_clef(i);
    xml_.close();
  }

  void write_clef(std::size_t staff) {
    xml_.open("clef", staves_.size() > 1 ? "number=\"" + std::to_string(staff + 1) + "\"" : "");
    switch (staves_[staff].clef) {
      case Clef::treble:
        xml_.leaf("sign", "G");
        xml_.leaf("line", 2);
        break;
      case Clef::bass:
        xml_.leaf("sign", "F");
        xml_.leaf("line", 4);
        break;
      case Clef::percussion:
        xml_.leaf("sign", "percussion");
        break;
    }
    xml_.close();
  }

  void write_tempo_mark() {
    const std::string tempo = std::to_string(context_.beats_per_minute);
    xml_.open("direction", "placement=\"above\"");
    xml_.open("direction-type");
    xml_.open("metronome");
    xml_.leaf("beat-unit", "quarter");
    xml_.leaf("per-minute", tempo);
    xml_.close();
    xml_.close();
    xml_.empty("sound", "tempo=\"" + tempo + "\"");
    xml_.close();
  }

  void write_bar(int bar) {
    bool first = true;
    for (std::size_t s = 0; s < staves_.size(); ++s) {
      Accidentals accidentals(context_.key);
      for (const VoiceBar& voice : staves_[s].bars[static_cast<std::size_t>(bar)]) {
        if (!first) {
          xml_.open("backup");
          xml_.leaf("duration", context_.frame.units_per_bar());
          xml_.close();
        }
        first = false;
        const int number = static_cast<int>(s) * kVoicesOfStaff + voice.voice + 1;
        for (const Symbol& symbol : voice.symbols) write_symbol(symbol, number, s, accidentals);
      }
    }
  }

  void write_symbol(const Symbol& symbol, int voice, std::size_t staff, Accidentals& accidentals) {
    if (symbol.pitches_midi.empty()) {
      // The second voice comes and goes: where it is silent, the first one's notes say enough, and
      // its rests would only lie across them.
      const bool second = (voice - 1) % kVoicesOfStaff > 0;
      xml_.open("note", second && !symbol.in_triplet ? "print-object=\"no\"" : "");
      xml_.empty("rest", symbol.whole_bar_rest ? "measure=\"yes\"" : "");
      write_value(symbol, voice, staff, nullptr, false);
      write_notations(symbol, true);
      xml_.close();
      return;
    }
    for (std::size_t i = 0; i < symbol.pitches_midi.size(); ++i) {
      xml_.open("note");
      if (i > 0) xml_.empty("chord");
      const char* sign = nullptr;
      bool cross = false;
      if (part_.is_drums) {
        cross = write_drum(symbol.pitches_midi[i]);
      } else {
        const Spelling name = spell_pitch(symbol.pitches_midi[i], context_.key);
        write_pitch(name);
        // A tied note goes on as it is; its sign stands where it began.
        if (!symbol.tied_from_before) sign = accidentals.sign_for(name);
      }
      write_value(symbol, voice, staff, sign, cross);
      write_notations(symbol, i == 0);
      xml_.close();
    }
  }

  void write_pitch(const Spelling& name) {
    xml_.open("pitch");
    xml_.leaf("step", std::string(1, name.step));
    if (name.alter != 0) xml_.leaf("alter", name.alter);
    xml_.leaf("octave", name.octave);
    xml_.close();
  }

  bool write_drum(int key) {
    const DrumPlace place = drum_place(key);
    xml_.open("unpitched");
    xml_.leaf("display-step", std::string(1, place.step));
    xml_.leaf("display-octave", place.octave);
    xml_.close();
    return place.cross;
  }

  /// Duration to staff, in the order the schema wants.
  void write_value(const Symbol& symbol, int voice, std::size_t staff, const char* sign,
                   bool cross) {
    xml_.leaf("duration", symbol.length);
    if (symbol.tied_from_before) xml_.empty("tie", "type=\"stop\"");
    if (symbol.tied_on) xml_.empty("tie", "type=\"start\"");
    xml_.leaf("voice", voice);
    if (!symbol.whole_bar_rest) {
      const ValueName value = value_name(symbol);
      xml_.leaf("type", value.type);
      for (int dot = 0; dot < value.dots; ++dot) xml_.empty("dot");
    }
    if (sign != nullptr) xml_.leaf("accidental", sign);
    if (symbol.in_triplet) {
      xml_.open("time-modification");
      xml_.leaf("actual-notes", 3);
      xml_.leaf("normal-notes", 2);
      xml_.close();
    }
    if (cross) xml_.leaf("notehead", "x");
    if (staves_.size() > 1) xml_.leaf("staff", static_cast<int>(staff) + 1);
  }

  void write_notations(const Symbol& symbol, bool first_of_chord) {
    const bool tuplet = first_of_chord && (symbol.triplet_starts || symbol.triplet_ends);
    if (!tuplet && !symbol.tied_from_before && !symbol.tied_on) return;
    xml_.open("notations");
    if (symbol.tied_from_before) xml_.empty("tied", "type=\"stop\"");
    if (symbol.tied_on) xml_.empty("tied", "type=\"start\"");
    if (tuplet && symbol.triplet_starts) xml_.empty("tuplet", "type=\"start\" bracket=\"yes\"");
    if (tuplet && symbol.triplet_ends) xml_.empty("tuplet", "type=\"stop\"");
    xml_.close();
  }

  void write_final_line() {
    xml_.open("barline", "location=\"right\"");
    xml_.leaf("bar-style", "light-heavy");
    xml_.close();
  }

  XmlText& xml_;
  const Part& part_;
  const SheetContext& context_;
  std::vector<Staff> staves_;
};

}  // namespace

void write_musicxml_part(XmlText& xml, const Part& part, const BeatGrid& grid,
                         const SheetContext& context, int number) {
  PartWriter(xml, part, grid, context).write(number);
}

}  // namespace divisi::score
