/// How many beats a bar has, and where bars begin, from the notes on a grid of beats.
///
/// Problem   Players seldom stress the first beat of a bar, and a note list knows little of stress.
/// Idea      What comes back is a bar: the pitches that sound in a beat resemble those a bar later,
///           harmonies change on first beats, and long notes begin there. How alike beats are that
///           lie 3 and 6 apart, against 2, 4 and 8 apart, tells three from four; the bar line is
///           where harmonies change and long notes begin.
/// Source    ours; likeness of beats a bar apart after J. C. Brown, "Determination of the meter of
///           musical scores by autocorrelation", J. Acoust. Soc. Am. 94 (1993), who correlates
///           onsets weighted by their lengths; harmony as in M. Gainza, "Automatic musical meter
///           detection", ICASSP 2009. docs/evaluation.md says how often it is right.
/// Thread    safe.
#pragma once

#include <vector>

#include "divisi/score.h"

namespace divisi::score {

struct BeatGrid;

struct Metre {
  int beats_per_bar = 4;   ///< 3 or 4
  int first_downbeat = 0;  ///< index of a beat that begins a bar, < beats_per_bar
};

/// Four beats from the first on, where too little is played to tell.
Metre estimate_metre(const Score& score, const BeatGrid& grid);

}  // namespace divisi::score
