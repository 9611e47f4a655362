#include "draw/roll_pair.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "draw/piano_roll.h"
#include "draw/roll_layout.h"

namespace divisi::draw {
namespace {

constexpr double kPixelsForEachSecond = 60.0;

/// What shows both scores on one row.
PianoRollOptions common_options(const Score& upper, const Score& lower) {
  Score both = upper;
  both.parts.insert(both.parts.end(), lower.parts.begin(), lower.parts.end());
  both.duration_s = std::max(upper.duration_s, lower.duration_s);
  PianoRollOptions options;
  options.colour = NoteColour::part;
  options.most_rows = 1;
  const RollLayout layout = lay_out_roll(both, options);
  options.pitches_midi = {layout.lowest_midi, layout.highest_midi};
  const double length_s = layout.rows.front().end_s - layout.rows.front().start_s;
  options.width_px = static_cast<int>(std::clamp(length_s * kPixelsForEachSecond, 1200.0, 4000.0));
  return options;
}

double end_of(const Score& score, const PianoRollOptions& options) {
  return lay_out_roll(score, options).rows.front().end_s;
}

void copy_below(Canvas& page, const Canvas& part, int top) {
  std::vector<std::uint32_t> row(static_cast<std::size_t>(part.width_px()));
  for (int y = 0; y < part.height_px(); ++y) {
    for (int x = 0; x < part.width_px(); ++x) row[static_cast<std::size_t>(x)] = part.pixel(x, y);
    page.image(0, top + y, part.width_px(), 1, row);
  }
}

}  // namespace

Canvas draw_roll_pair(const Score& upper, const Score& lower) {
  const PianoRollOptions options = common_options(upper, lower);
  const double end_s = std::max(end_of(upper, options), end_of(lower, options));
  std::vector<Canvas> rolls;
  for (const Score* score : {&upper, &lower}) {
    Score shown = *score;
    shown.duration_s = end_s;
    rolls.push_back(draw_piano_roll(shown, {}, options));
  }
  Canvas page(rolls[0].width_px(), rolls[0].height_px() + rolls[1].height_px(), rgb(0));
  copy_below(page, rolls[0], 0);
  copy_below(page, rolls[1], rolls[0].height_px());
  return page;
}

Expected<void> write_roll_pair(const Score& upper, const Score& lower,
                               const std::filesystem::path& path) {
  return draw_roll_pair(upper, lower).write_png(path);
}

}  // namespace divisi::draw
