// bench_metre < LIST: how often the metre of MIDI files is found (src/score/metre.h). Each line of
// LIST is a file, a tab, and how many beats its bars have, 2, 3 or 4. Two is right as four.
#include <array>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

#include "score/midi_reader.h"
#include "score/tempo.h"

int main() {
  using namespace divisi::score;
  std::array<int, 2> right{};
  std::array<int, 2> all{};
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t tab = line.rfind('\t');
    int beats = 0;
    if (tab == std::string::npos || !(std::istringstream(line.substr(tab + 1)) >> beats) ||
        beats < 2 || beats > 4) {
      std::fprintf(stderr, "bench_metre: '%s': expected FILE, a tab, and 2, 3 or 4\n",
                   line.c_str());
      return 2;
    }
    const auto score = read_midi(line.substr(0, tab));
    if (!score) {
      std::fprintf(stderr, "bench_metre: %s\n", score.error().message.c_str());
      return 1;
    }
    const std::size_t kind = beats == 3 ? 1 : 0;
    ++all[kind];
    if (estimate_beats(*score).beats_per_bar == (beats == 3 ? 3 : 4)) ++right[kind];
  }
  std::printf("two or four beats: %d of %d right; three: %d of %d\n", right[0], all[0], right[1],
              all[1]);
  return 0;
}
