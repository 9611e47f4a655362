/// A picture to draw on, and to keep as PNG. The only place that knows the drawing library.
///
/// Units     pixels, origin at the upper left, y downwards. What lies outside is cut off; numbers
///           that are not finite draw nothing.
/// Thread    one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "divisi/error.h"
#include "draw/colour.h"

namespace divisi::draw {

struct Rect {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

struct TextStyle {
  double size_px = 13.0;
  Colour colour = rgb(0xFFFFFF);
  /// Where the text lies against the point it is given: 0 starts there, 0.5 is centred, 1 ends.
  double across = 0.0;
  bool bold = false;
  bool turned = false;  ///< reads upwards
};

struct LineStyle {
  Colour colour = rgb(0xFFFFFF);
  double width_px = 1.0;
  bool dashed = false;
};

using Point = std::pair<double, double>;

class Canvas {
 public:
  /// Requires  1 to 32767 pixels each way.
  Canvas(int width_px, int height_px, const Colour& ground);
  ~Canvas();
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;

  int width_px() const;
  int height_px() const;

  void fill(const Rect& rect, const Colour& colour, double corner_px = 0.0);
  void outline(const Rect& rect, const LineStyle& style, double corner_px = 0.0);
  void line(Point from, Point to, const LineStyle& style);
  void polyline(std::span<const Point> points, const LineStyle& style);
  void dot(Point centre, double radius_px, const Colour& colour);

  /// `at` is on the middle of the text's height. UTF-8; broken bytes become U+FFFD.
  void text(Point at, const std::string& words, const TextStyle& style);
  double text_width_px(const std::string& words, const TextStyle& style) const;

  /// Copies rows of 0xFFRRGGBB, pixel by pixel. Requires pixels.size() == width * height.
  void image(int x, int y, int width, int height, std::span<const std::uint32_t> pixels);

  /// Until release(), only what lies within `rect` is drawn.
  void confine(const Rect& rect);
  void release();

  /// 0xFFRRGGBB at a place within the picture.
  std::uint32_t pixel(int x, int y) const;

  /// Errors    io.
  Expected<void> write_png(const std::filesystem::path& path) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace divisi::draw
