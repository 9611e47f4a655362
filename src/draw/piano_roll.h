/// Notes over the spectrogram they were found in.
///
/// A dark page with one or more rows of time below each other. In each row: a small keyboard and
/// the names of the Cs at the left, the spectrogram in muted colours behind, every note a rounded
/// bar whose brightness is its velocity and whose bright left edge is its onset, and the time
/// below. Long recordings get more rows, and at last longer ones: the page never outgrows
/// `most_rows`.
///
/// Units     seconds, MIDI pitches, dB.
/// Errors    io. Any score and spectrogram give a picture; what is not finite is left out.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "divisi/error.h"
#include "divisi/score.h"
#include "divisi/transcriber.h"
#include "draw/canvas.h"

namespace divisi::draw {

enum class NoteColour {
  automatic,  ///< part where there are several, pitch class otherwise
  part,
  pitch_class,
  confidence,
};

struct PianoRollOptions {
  std::string title;
  double start_s = 0.0;  ///< time of the left edge; score.duration_s is counted from here
  NoteColour colour = NoteColour::automatic;
  int width_px = 1920;
  double row_s = 24.0;  ///< length of a row, while no more than most_rows are needed
  int most_rows = 12;
  /// Lowest and highest key to show; without it those of the notes, with some air around.
  std::optional<std::pair<int, int>> pitches_midi;
};

/// Spectrogram as in divisi/transcriber.h; an empty one leaves the ground dark.
Canvas draw_piano_roll(const Score& score, const Spectrogram& spectrogram,
                       const PianoRollOptions& options = {});

Expected<void> write_piano_roll(const Score& score, const Spectrogram& spectrogram,
                                const PianoRollOptions& options, const std::filesystem::path& path);

}  // namespace divisi::draw
