// Cairo (LGPL-2.1 or MPL-1.1).
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/atomic_file.h"
#include "core/check.h"
#include "core/utf8.h"
#include "draw/canvas.h"

namespace divisi::draw {
namespace {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

/// Cairo stops for ever at the first coordinate it cannot hold.
bool drawable(std::initializer_list<double> numbers) {
  constexpr double kFurthest = 1e6;
  return std::all_of(numbers.begin(), numbers.end(),
                     [](double n) { return std::fabs(n) <= kFurthest; });
}

void set_colour(cairo_t* context, const Colour& colour) {
  cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha);
}

void set_line(cairo_t* context, const LineStyle& style) {
  set_colour(context, style.colour);
  cairo_set_line_width(context, style.width_px);
  const double dashes[] = {4.0 * style.width_px, 3.0 * style.width_px};
  cairo_set_dash(context, dashes, style.dashed ? 2 : 0, 0.0);
  cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
}

void set_font(cairo_t* context, const TextStyle& style) {
  cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, style.size_px);
}

void trace(cairo_t* context, const Rect& rect, double corner_px) {
  const double corner = std::min({corner_px, rect.width / 2.0, rect.height / 2.0});
  cairo_new_sub_path(context);
  if (corner <= 0.0) {
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height);
    return;
  }
  constexpr double kQuarter = std::numbers::pi / 2.0;
  cairo_arc(context, rect.right() - corner, rect.y + corner, corner, -kQuarter, 0.0);
  cairo_arc(context, rect.right() - corner, rect.bottom() - corner, corner, 0.0, kQuarter);
  cairo_arc(context, rect.x + corner, rect.bottom() - corner, corner, kQuarter, 2.0 * kQuarter);
  cairo_arc(context, rect.x + corner, rect.y + corner, corner, 2.0 * kQuarter, 3.0 * kQuarter);
  cairo_close_path(context);
}

cairo_status_t append_bytes(void* out, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct Canvas::State {
  std::unique_ptr<cairo_surface_t, DestroySurface> surface;
  std::unique_ptr<cairo_t, DestroyContext> context;

  cairo_t* draw() const { return context.get(); }
};

Canvas::Canvas(int width_px, int height_px, const Colour& ground)
    : state_(std::make_unique<State>()) {
  constexpr int kLargest_px = 32767;
  DIVISI_CHECK(
      width_px >= 1 && height_px >= 1 && width_px <= kLargest_px && height_px <= kLargest_px,
      "a picture has 1 to 32767 pixels each way");
  state_->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width_px, height_px));
  state_->context.reset(cairo_create(state_->surface.get()));
  set_colour(state_->draw(), ground);
  cairo_paint(state_->draw());
}
Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

int Canvas::width_px() const { return cairo_image_surface_get_width(state_->surface.get()); }
int Canvas::height_px() const { return cairo_image_surface_get_height(state_->surface.get()); }

void Canvas::fill(const Rect& rect, const Colour& colour, double corner_px) {
  if (!drawable({rect.x, rect.y, rect.width, rect.height})) return;
  trace(state_->draw(), rect, corner_px);
  set_colour(state_->draw(), colour);
  cairo_fill(state_->draw());
}

void Canvas::outline(const Rect& rect, const LineStyle& style, double corner_px) {
  if (!drawable({rect.x, rect.y, rect.width, rect.height})) return;
  trace(state_->draw(), rect, corner_px);
  set_line(state_->draw(), style);
  cairo_stroke(state_->draw());
}

void Canvas::line(Point from, Point to, const LineStyle& style) {
  const Point points[] = {from, to};
  polyline(points, style);
}

void Canvas::polyline(std::span<const Point> points, const LineStyle& style) {
  bool pen_down = false;
  for (const auto& [x, y] : points) {
    if (!drawable({x, y})) {
      pen_down = false;  // a gap where there is no number
      continue;
    }
    pen_down ? cairo_line_to(state_->draw(), x, y) : cairo_move_to(state_->draw(), x, y);
    pen_down = true;
  }
  set_line(state_->draw(), style);
  cairo_stroke(state_->draw());
}

void Canvas::dot(Point centre, double radius_px, const Colour& colour) {
  if (!drawable({centre.first, centre.second, radius_px})) return;
  cairo_new_sub_path(state_->draw());
  cairo_arc(state_->draw(), centre.first, centre.second, radius_px, 0.0, 2.0 * std::numbers::pi);
  set_colour(state_->draw(), colour);
  cairo_fill(state_->draw());
}

void Canvas::text(Point at, const std::string& words, const TextStyle& style) {
  if (!drawable({at.first, at.second})) return;
  cairo_t* context = state_->draw();
  set_font(context, style);
  cairo_font_extents_t font;
  cairo_font_extents(context, &font);
  cairo_save(context);
  cairo_translate(context, at.first, at.second);
  if (style.turned) cairo_rotate(context, -std::numbers::pi / 2.0);
  cairo_move_to(context, -style.across * text_width_px(words, style),
                (font.ascent - font.descent) / 2.0);
  set_colour(context, style.colour);
  cairo_show_text(context, core::repair_utf8(words).c_str());
  cairo_restore(context);
}

double Canvas::text_width_px(const std::string& words, const TextStyle& style) const {
  set_font(state_->draw(), style);
  cairo_text_extents_t extents;
  cairo_text_extents(state_->draw(), core::repair_utf8(words).c_str(), &extents);
  return extents.x_advance;
}

void Canvas::image(int x, int y, int width, int height, std::span<const std::uint32_t> pixels) {
  DIVISI_CHECK(pixels.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
               "as many pixels as the picture has places");
  cairo_surface_t* surface = state_->surface.get();
  cairo_surface_flush(surface);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const int first = std::max(0, -x);
  const int last = std::min(width, width_px() - x);
  for (int row = std::max(0, -y); row < std::min(height, height_px() - y) && first < last; ++row) {
    std::memcpy(data + static_cast<std::ptrdiff_t>(y + row) * stride + (x + first) * 4L,
                pixels.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(first),
                static_cast<std::size_t>(last - first) * 4);
  }
  cairo_surface_mark_dirty(surface);
}

void Canvas::confine(const Rect& rect) {
  cairo_save(state_->draw());
  trace(state_->draw(), rect, 0.0);
  cairo_clip(state_->draw());
}

void Canvas::release() { cairo_restore(state_->draw()); }

std::uint32_t Canvas::pixel(int x, int y) const {
  DIVISI_CHECK(x >= 0 && y >= 0 && x < width_px() && y < height_px(), "a place in the picture");
  cairo_surface_t* surface = state_->surface.get();
  cairo_surface_flush(surface);
  std::uint32_t colour = 0;
  std::memcpy(&colour,
              cairo_image_surface_get_data(surface) +
                  static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(surface) + x * 4L,
              sizeof(colour));
  return colour | 0xFF000000U;
}

Expected<void> Canvas::write_png(const std::filesystem::path& path) const {
  std::string bytes;
  const cairo_status_t status =
      cairo_surface_write_to_png_stream(state_->surface.get(), &append_bytes, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    return Error{ErrorCode::internal,
                 path.string() + ": cannot draw: " + cairo_status_to_string(status), path.string()};
  }
  return core::write_file_atomically(path, bytes);
}

}  // namespace divisi::draw
