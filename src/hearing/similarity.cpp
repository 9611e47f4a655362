#include "hearing/similarity.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <set>

#include "core/check.h"
#include "core/rng.h"
#include "draw/canvas.h"

namespace divisi::hearing {
namespace {

constexpr int kPairsOfPiece = 600;
constexpr int kNearSemitones = 4;
constexpr int kFarSemitones = 12;

double cosine(const parts::NoteTokens& tokens, std::size_t a, std::size_t b) {
  const auto inner = [&](std::size_t x, std::size_t y) {
    return std::inner_product(tokens.vector(x), tokens.vector(x) + tokens.dimensions,
                              tokens.vector(y), 0.0);
  };
  const double lengths = std::sqrt(inner(a, a) * inner(b, b));
  return lengths > 0.0 ? inner(a, b) / lengths : 0.0;
}

std::vector<std::size_t> known_notes(const HeardNotes& piece) {
  std::vector<std::size_t> known;
  for (std::size_t n = 0; n < piece.sources.size(); ++n) {
    if (piece.sources[n] != kUnknownSource) known.push_back(n);
  }
  return known;
}

class PairCount {
 public:
  void add(double alike, bool is_same) { (is_same ? same_ : different_).push_back(alike); }

  double area_under_curve() {
    if (same_.empty() || different_.empty()) return 0.0;
    std::sort(different_.begin(), different_.end());
    double below = 0.0;
    for (const double alike : same_) {
      const auto [first, last] = std::equal_range(different_.begin(), different_.end(), alike);
      below += static_cast<double>((first - different_.begin()) + (last - different_.begin())) / 2;
    }
    return below / (static_cast<double>(same_.size()) * static_cast<double>(different_.size()));
  }

 private:
  std::vector<double> same_, different_;
};

constexpr int kMargin_px = 16;
constexpr int kTitle_px = 60;
constexpr int kSquare_px = 460;
const draw::Colour kGround = draw::rgb(0x14141C);
const draw::Colour kAlike = draw::rgb(0xF5E663);

/// One matrix, notes in `order`, with a line where one source ends and the next begins.
void draw_matrix(draw::Canvas& canvas, double left_px, const std::string& caption,
                 const HeardNotes& piece, const std::vector<std::size_t>& order) {
  const double top_px = kTitle_px + 24.0;
  const double cell_px = kSquare_px / static_cast<double>(order.size());
  canvas.text({left_px, kTitle_px + 8.0}, caption, {});
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      const double alike = std::max(0.0, cosine(piece.tokens, order[i], order[j]));
      canvas.fill({left_px + cell_px * static_cast<double>(j),
                   top_px + cell_px * static_cast<double>(i), cell_px + 0.5, cell_px + 0.5},
                  draw::mix(kGround, kAlike, alike));
    }
  }
  const draw::LineStyle border{draw::rgb(0xFFFFFF), 1.0, false};
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (piece.sources[order[i]] == piece.sources[order[i - 1]]) continue;
    const double at_px = cell_px * static_cast<double>(i);
    canvas.line({left_px, top_px + at_px}, {left_px + kSquare_px, top_px + at_px}, border);
    canvas.line({left_px + at_px, top_px}, {left_px + at_px, top_px + kSquare_px}, border);
  }
}

}  // namespace

PairFigures judge_pairs(const std::vector<HeardNotes>& pieces) {
  core::Rng rng(1);
  PairCount all, near, far;
  for (const HeardNotes& piece : pieces) {
    const std::vector<std::size_t> known = known_notes(piece);
    std::set<int> sources;
    for (const std::size_t n : known) sources.insert(piece.sources[n]);
    if (sources.size() < 2) continue;
    for (int i = 0; i < kPairsOfPiece; ++i) {
      const std::size_t a = rng.pick(known), b = rng.pick(known);
      if (a == b) continue;
      const double alike = cosine(piece.tokens, a, b);
      const bool is_same = piece.sources[a] == piece.sources[b];
      const int interval =
          std::abs(piece.tokens.notes[a].pitch_midi - piece.tokens.notes[b].pitch_midi);
      all.add(alike, is_same);
      if (interval <= kNearSemitones) near.add(alike, is_same);
      if (interval > kFarSemitones) far.add(alike, is_same);
    }
  }
  return {all.area_under_curve(), near.area_under_curve(), far.area_under_curve()};
}

Expected<void> draw_similarity(const HeardNotes& before, const HeardNotes& after,
                               const std::string& title, const std::filesystem::path& path) {
  DIVISI_CHECK(before.sources == after.sources, "the same notes before and after");
  std::vector<std::size_t> order = known_notes(before);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return before.sources[a] < before.sources[b];
  });
  draw::Canvas canvas(3 * kMargin_px + 2 * kSquare_px, kTitle_px + 24 + kSquare_px + kMargin_px,
                      kGround);
  canvas.text({kMargin_px, 22}, title, {.size_px = 16.0, .bold = true});
  canvas.text({kMargin_px, 44},
              "each row and column a note, ordered by true source (lines) and time; bright: alike",
              {.size_px = 12.0, .colour = draw::rgb(0xB8B8C0)});
  if (!order.empty()) {
    draw_matrix(canvas, kMargin_px, "by what each note sounds like", before, order);
    draw_matrix(canvas, 2 * kMargin_px + kSquare_px, "by what the memory makes of it", after,
                order);
  }
  return canvas.write_png(path);
}

}  // namespace divisi::hearing
