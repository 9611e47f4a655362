#include "draw/part_table.h"

#include <algorithm>
#include <string>

#include "draw/note_shares.h"
#include "draw/roll_page.h"

namespace divisi::draw {
namespace {

constexpr double kLine_px = 20.0;

// Distances from the table's left edge; numbers end there, words begin there.
constexpr double kName_px = 24.0;
constexpr double kNotes_px = 260.0;
constexpr double kDisputed_px = 350.0;
constexpr double kSlots_px = 390.0;

std::vector<std::size_t> disputed_notes(const Score& dealt, const Dealing& dealing) {
  std::vector<std::size_t> counts(dealt.parts.size(), 0);
  const std::size_t notes = std::min(dealing.notes.size(), dealing.part_of_note.size());
  for (std::size_t n = 0; n < notes; ++n) {
    const auto part = static_cast<std::size_t>(dealing.part_of_note[n]);
    if (part >= counts.size()) continue;
    if (runner_up(shares_of(dealing, n), part).share >= kDisputed) ++counts[part];
  }
  return counts;
}

std::string slots_of(const std::vector<SlotGroup>& groups, int part) {
  std::string words;
  for (const SlotGroup& group : groups) {
    if (group.part != part) continue;
    for (const int slot : group.slots) words += (words.empty() ? "" : ", ") + std::to_string(slot);
  }
  return words;
}

struct Line {
  std::string name;
  std::string notes;
  std::string disputed;
  std::string slots;
  Colour colour = {};
};

std::vector<Line> lines_of(const Score& dealt, const Dealing& dealing,
                           const std::vector<SlotGroup>& groups) {
  std::vector<Line> lines;
  const std::vector<std::size_t> disputed = disputed_notes(dealt, dealing);
  for (const LegendItem& part : part_legend(dealt)) {
    const std::size_t p = lines.size();
    lines.push_back({part.words, std::to_string(dealt.parts[p].notes.size()),
                     std::to_string(disputed[p]), slots_of(groups, static_cast<int>(p)),
                     part.colour});
  }
  const std::string given_up = slots_of(groups, -1);
  if (!given_up.empty()) lines.push_back({"given up", "", "", given_up, slot_colour(-1)});
  return lines;
}

void draw_line(Canvas& canvas, const Rect& room, double y, const Line& line, const Colour& ink) {
  const TextStyle words{13.0, ink, 0.0, false, false};
  const TextStyle number{13.0, ink, 1.0, false, false};
  canvas.text({room.x + kName_px, y}, fitting(canvas, line.name, words, 160.0), words);
  canvas.text({room.x + kNotes_px, y}, line.notes, number);
  canvas.text({room.x + kDisputed_px, y}, line.disputed, number);
  canvas.text({room.x + kSlots_px, y}, fitting(canvas, line.slots, words, room.width - kSlots_px),
              words);
}

}  // namespace

void draw_part_table(Canvas& canvas, const Score& dealt, const Dealing& dealing,
                     const std::vector<SlotGroup>& groups, const Rect& room) {
  if (room.width < kSlots_px + 100.0) return;
  double y = room.y + 10.0;
  draw_line(canvas, room, y, {"part", "notes", "disputed", "slots", {}}, kQuietRollWords);
  for (const Line& line : lines_of(dealt, dealing, groups)) {
    y += kLine_px;
    if (y + kLine_px / 2.0 > room.bottom()) return;
    canvas.fill({room.x, y - 5.0, 14.0, 10.0}, line.colour, 3.0);
    draw_line(canvas, room, y, line, kRollWords);
  }
}

}  // namespace divisi::draw
