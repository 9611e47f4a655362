#include "timbre/protocol_report.h"

#include <cstdio>

namespace divisi::timbre {
namespace {

const char* name_of(NoteOrigin origin) { return origin == NoteOrigin::truth ? "truth" : "network"; }

const char* name_of(Grouping grouping) {
  static constexpr const char* kNames[] = {"notes", "cells", "pitch bands"};
  return kNames[static_cast<int>(grouping)];
}

template <class... Values>
std::string line(const char* format, Values... values) {
  char text[256];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

}  // namespace

std::string to_markdown(const std::vector<ProtocolRow>& rows) {
  std::string text =
      "| sources | mixtures | notes from | clustering of | separated note F1 | separated frame F1 "
      "| "
      "note F1, all | ratio |\n|---|---|---|---|---|---|---|---|\n";
  for (const ProtocolRow& row : rows) {
    text += line("| %d | %d | %s | %s | %.3f | %.3f | %.3f | %.3f |\n", row.source_count,
                 row.mixtures, name_of(row.origin), name_of(row.grouping), row.separated_note_f1,
                 row.separated_frame_f1, row.agnostic_note_f1, row.ratio);
  }
  return text;
}

std::string to_json(const std::vector<ProtocolRow>& rows) {
  std::string text = "[";
  for (const ProtocolRow& row : rows) {
    text += text.size() > 1 ? ",\n " : "\n ";
    text += line(
        "{\"sources\": %d, \"mixtures\": %d, \"notes_from\": \"%s\", \"clustering\": "
        "\"%s\", ",
        row.source_count, row.mixtures, name_of(row.origin), name_of(row.grouping));
    text += line("\"separated_note_f1\": %.6f, \"separated_frame_f1\": %.6f, ",
                 row.separated_note_f1, row.separated_frame_f1);
    text += line("\"agnostic_note_f1\": %.6f, \"ratio\": %.6f}", row.agnostic_note_f1, row.ratio);
  }
  return text + "\n]\n";
}

std::string published_table() {
  return "Published, on all ten Bach10 pieces, note F1 of separated parts with the number given\n"
         "(clustering of notes, of frames):\n\n"
         "| encoder trained on | 2 sources | 3 sources | 4 sources |\n|---|---|---|---|\n"
         "| 33.7 h of recordings | 0.846, 0.834 | 0.801, 0.778 | 0.727, 0.662 |\n"
         "| 836 s of synthetic sound | 0.765, 0.710 | 0.669, 0.569 | 0.553, 0.445 |\n"
         "| (note F1 of all notes) | 0.854 | 0.828 | 0.808 |\n";
}

}  // namespace divisi::timbre
