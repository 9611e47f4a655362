/// The spectrogram behind the notes.
#pragma once

#include "divisi/transcriber.h"
#include "draw/canvas.h"
#include "draw/roll_layout.h"

namespace divisi::draw {

/// Keeps a reference to the spectrogram.
class Backdrop {
 public:
  explicit Backdrop(const Spectrogram& spectrogram);

  /// Fills the row's area: the loudest frame under each pixel along time, linear between bins along
  /// pitch.
  void draw(Canvas& canvas, const RollLayout& layout, const RollRow& row) const;

 private:
  struct FrameSpan {
    std::size_t first = 0;
    std::size_t last = 0;  ///< one past; equal to first where there is no sound
  };

  FrameSpan frames_under(double start_s, double end_s) const;
  std::uint32_t colour_at(const FrameSpan& span, double bin) const;

  const Spectrogram& spectrogram_;
  double dark_db_ = -60.0;  ///< from here down all is dark
  double light_db_ = 0.0;   ///< from here up all is light
};

}  // namespace divisi::draw
