/// Colours, and colour maps of even steps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace divisi::draw {

/// sRGB with opacity, each 0 to 1.
struct Colour {
  double red = 0.0;
  double green = 0.0;
  double blue = 0.0;
  double alpha = 1.0;

  Colour with_alpha(double opacity) const { return {red, green, blue, opacity}; }
};

/// From 0xRRGGBB.
constexpr Colour rgb(std::uint32_t code) {
  return {(code >> 16U & 255U) / 255.0, (code >> 8U & 255U) / 255.0, (code & 255U) / 255.0, 1.0};
}

/// CIE LCh (D65): lightness 0 to 100, chroma, hue in degrees; brought into the sRGB range by less
/// chroma. Source: CIE 15:2004, 8.2; IEC 61966-2-1.
Colour from_lch(double lightness, double chroma, double hue_degrees);

/// `amount` 0 gives `from`, 1 gives `to`.
Colour mix(const Colour& from, const Colour& to, double amount);

/// The i-th of ten colours that keep apart on a dark ground, also for the colour-blind; repeats.
Colour part_colour(std::size_t index);

/// One hue for each pitch class, a fifth apart being neighbours, all equally light.
Colour pitch_class_colour(int midi);

/// Unsure (dull red) over halfway (yellow) to sure (green-blue); confidence 0 to 1.
Colour confidence_colour(double confidence);

/// 256 colours from near-black to a muted violet grey, equal steps in lightness: what lies behind
/// the notes and must not compete with them. Packed 0xFFRRGGBB.
const std::array<std::uint32_t, 256>& backdrop_map();

}  // namespace divisi::draw
