#include "score/musicxml_writer.h"

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "score/key.h"
#include "score/musicxml_part.h"
#include "score/quantise.h"
#include "score/xml_text.h"

namespace divisi::score {
namespace {

constexpr const char* kHeader =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
    "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
    "\"http://www.musicxml.org/dtds/partwise.dtd\">\n";

std::string id(const char* prefix, std::size_t number) {
  return "id=\"" + std::string(prefix) + std::to_string(number) + "\"";
}

void write_part_list(XmlText& xml, const std::vector<Part>& parts) {
  xml.open("part-list");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = parts[i];
    const std::string name = part.name.empty() ? "Part " + std::to_string(i + 1) : part.name;
    const std::string instrument = "P" + std::to_string(i + 1) + "-I1";
    xml.open("score-part", id("P", i + 1));
    xml.leaf("part-name", name);
    xml.open("score-instrument", "id=\"" + instrument + "\"");
    xml.leaf("instrument-name", name);
    xml.close();
    xml.open("midi-instrument", "id=\"" + instrument + "\"");
    const int melodic = static_cast<int>(i % 15) + 1;
    xml.leaf("midi-channel", part.is_drums ? 10 : melodic + (melodic >= 10 ? 1 : 0));
    xml.leaf("midi-program", std::clamp(part.program, 0, 127) + 1);
    xml.close();
    xml.close();
  }
  xml.close();
}

}  // namespace

std::string format_musicxml(const Score& score, const BeatGrid& grid) {
  std::vector<Part> parts = score.parts;
  if (parts.empty()) parts.emplace_back();  // a document has at least one
  const SheetContext context{frame_bars(score, grid), estimate_key(score),
                             static_cast<int>(std::lround(grid.beats_per_minute))};
  XmlText xml(kHeader);
  xml.open("score-partwise", "version=\"4.0\"");
  if (!score.title.empty()) {
    xml.open("work");
    xml.leaf("work-title", score.title);
    xml.close();
  }
  xml.open("identification");
  xml.open("encoding");
  xml.leaf("software", "divisi");
  xml.close();
  xml.close();
  write_part_list(xml, parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    write_musicxml_part(xml, parts[i], grid, context, static_cast<int>(i) + 1);
  }
  xml.close();
  return xml.take();
}

Expected<void> write_musicxml(const Score& score, const std::filesystem::path& path) {
  return core::write_file_atomically(path, format_musicxml(score, estimate_beats(score)));
}

}  // namespace divisi::score
