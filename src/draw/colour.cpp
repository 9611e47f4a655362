#include "draw/colour.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace divisi::draw {
namespace {

double gamma_encode(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
}

double lab_inverse(double t) {
  constexpr double kKnee = 6.0 / 29.0;
  return t > kKnee ? t * t * t : 3.0 * kKnee * kKnee * (t - 4.0 / 29.0);
}

/// Linear sRGB, perhaps out of range.
std::array<double, 3> linear_rgb(double lightness, double a, double b) {
  const double fy = (lightness + 16.0) / 116.0;
  const double x = 0.95047 * lab_inverse(fy + a / 500.0);
  const double y = lab_inverse(fy);
  const double z = 1.08883 * lab_inverse(fy - b / 200.0);
  return {3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
          -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
          0.0556434 * x - 0.2040259 * y + 1.0572252 * z};
}

bool in_range(const std::array<double, 3>& colour) {
  return std::all_of(colour.begin(), colour.end(),
                     [](double c) { return c >= -1e-4 && c <= 1.0001; });
}

std::uint32_t packed(const Colour& colour) {
  const auto level = [](double c) {
    return static_cast<std::uint32_t>(std::lround(255.0 * std::clamp(c, 0.0, 1.0)));
  };
  return 0xFF000000U | level(colour.red) << 16U | level(colour.green) << 8U | level(colour.blue);
}

std::array<std::uint32_t, 256> make_backdrop() {
  std::array<std::uint32_t, 256> map{};
  for (std::size_t i = 0; i < map.size(); ++i) {
    const double t = static_cast<double>(i) / 255.0;
    const double chroma = 9.0 + 17.0 * std::sin(std::numbers::pi * std::min(1.0, 0.1 + 0.8 * t));
    map[i] = packed(from_lch(5.0 + 53.0 * t, chroma, 275.0 + 25.0 * t));
  }
  return map;
}

}  // namespace

Colour from_lch(double lightness, double chroma, double hue_degrees) {
  const double hue = hue_degrees * std::numbers::pi / 180.0;
  std::array<double, 3> colour{};
  for (double kept = chroma; kept >= 0.0; kept -= 1.0) {
    colour = linear_rgb(lightness, kept * std::cos(hue), kept * std::sin(hue));
    if (in_range(colour)) break;
  }
  for (double& c : colour) c = gamma_encode(std::clamp(c, 0.0, 1.0));
  return {colour[0], colour[1], colour[2], 1.0};
}

Colour mix(const Colour& from, const Colour& to, double amount) {
  const auto between = [amount](double a, double b) { return a + (b - a) * amount; };
  return {between(from.red, to.red), between(from.green, to.green), between(from.blue, to.blue),
          between(from.alpha, to.alpha)};
}

Colour part_colour(std::size_t index) {
  static const std::array<Colour, 10> kColours = {
      rgb(0xFFB454), rgb(0x59C2FF), rgb(0xFF6B81), rgb(0x7FD962), rgb(0xD2A6FF),
      rgb(0xF2E45C), rgb(0x39D6C0), rgb(0xFF9CD6), rgb(0xC7A17A), rgb(0xE6EDF3)};
  return kColours[index % kColours.size()];
}

Colour pitch_class_colour(int midi) {
  const int fifths = (midi % 12 + 12) % 12 * 7 % 12;
  return from_lch(76.0, 60.0, 30.0 + 30.0 * fifths);
}

Colour confidence_colour(double confidence) {
  const double c = std::isfinite(confidence) ? std::clamp(confidence, 0.0, 1.0) : 0.0;
  return from_lch(58.0 + 24.0 * c, 62.0, 25.0 + 165.0 * c);
}

const std::array<std::uint32_t, 256>& backdrop_map() {
  static const std::array<std::uint32_t, 256> map = make_backdrop();
  return map;
}

}  // namespace divisi::draw
