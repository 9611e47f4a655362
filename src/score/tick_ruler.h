/// Seconds to MIDI ticks under a tempo map.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/score.h"

namespace divisi::score {

/// A tempo as a MIDI file holds it.
struct TickTempo {
  std::int64_t tick = 0;
  double time_s = 0.0;  ///< of that very tick
  int microseconds_per_quarter = 500000;
};

class TickRuler {
 public:
  /// Repairs what cannot be: changes out of order or not finite are left out, the first holds from
  /// the start, tempi are brought into what 24 bits can say (3.6 bpm and faster).
  explicit TickRuler(const std::vector<TempoChange>& tempo);

  int ticks_per_quarter() const { return ticks_per_quarter_; }
  const std::vector<TickTempo>& tempi() const { return tempi_; }

  /// The nearest tick. Requires: time_s finite and not negative.
  std::int64_t tick_at(double time_s) const;

  /// When that tick is. Requires: tick >= 0.
  double time_s(std::int64_t tick) const;

 private:
  int ticks_per_quarter_;
  std::vector<TickTempo> tempi_;
};

}  // namespace divisi::score
