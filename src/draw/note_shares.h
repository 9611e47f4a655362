/// What each part has of a note, as a picture needs it.
///
/// Thread    safe.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/transcriber.h"
#include "draw/colour.h"

namespace divisi::draw {

/// From here on the second best's share is a matter of doubt.
inline constexpr double kDisputed = 0.1;

/// [P] of one note; empty where the dealing has none for it.
std::vector<float> shares_of(const Dealing& dealing, std::size_t note);

struct RunnerUp {
  std::size_t part = 0;
  double share = 0.0;  ///< 0 to 1; 0: there is none
};

/// The best but the winner.
RunnerUp runner_up(const std::vector<float>& shares, std::size_t winner);

/// The parts' colours as they share the note. Without shares, and for some that are none, that of
/// `winner` alone.
Colour share_colour(const std::vector<float>& shares, std::size_t winner);

}  // namespace divisi::draw
