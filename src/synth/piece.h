/// A written-down piece of a set: which music, which stretch of it, who plays each part.
///
/// Units     seconds, semitones, decibels.
#pragma once

#include <string>
#include <vector>

namespace divisi::synth {

/// What is taken of the tracks of a score.
enum class Line {
  all,
  top,    ///< one note at a time, the highest
  bottom  ///< one note at a time, the lowest
};

struct PiecePart {
  std::vector<int> tracks;  ///< parts of the score, counted from 0, played as one
  std::string instrument;   ///< the source's name
  std::string player;       ///< as in clip.json: "fluid 40 FluidR3_GM.sf2", see player_choice.h
  Line line = Line::all;
  int lowest_pitch = 0;  ///< written notes outside these two are left out: a piano's hands
  int highest_pitch = 127;
  int transpose_semitones = 0;
  double level_db = 0.0;             ///< against the other parts, at equal loudness
  std::vector<std::string> effects;  ///< low_pass, drive, echo, room: drawn anew, in this order
};

struct Piece {
  std::string name;
  std::string split;  ///< "train", "validation" or "test"
  std::string score;  ///< a file below the folder of MIDI files
  double start_s = 0.0;
  double length_s = 90.0;
  double tempo_scale = 1.0;    ///< of the written tempo
  bool is_sequenced = false;   ///< as written, to the millisecond; otherwise played by hand
  double hall_rt60_s = 0.0;    ///< one hall for all players; 0: none
  double hall_wet_db = -14.0;  ///< its reflections against each player's direct sound
  std::vector<PiecePart> parts;
};

}  // namespace divisi::synth
