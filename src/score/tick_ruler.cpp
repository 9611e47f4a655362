#include "score/tick_ruler.h"

#include <algorithm>
#include <cmath>

namespace divisi::score {
namespace {

/// Half a tick lasts 31 ms / bpm: with 960 ticks that is below 0.8 ms from 40 bpm on.
constexpr int kTicksPerQuarter = 960;
constexpr int kFineTicksPerQuarter = 15360;
constexpr double kSlow_bpm = 40.0;

std::vector<TempoChange> usable(const std::vector<TempoChange>& tempo) {
  std::vector<TempoChange> kept;
  for (const TempoChange& change : tempo) {
    const bool sound = std::isfinite(change.time_s) && std::isfinite(change.beats_per_minute) &&
                       change.beats_per_minute > 0.0;
    if (sound && (kept.empty() || change.time_s > kept.back().time_s)) kept.push_back(change);
  }
  if (kept.empty()) kept.push_back(TempoChange{});
  kept.front().time_s = 0.0;
  return kept;
}

int microseconds_per_quarter(double beats_per_minute) {
  constexpr double kLongest = 16777215.0;  // 24 bits
  return static_cast<int>(std::clamp(std::round(60e6 / beats_per_minute), 1.0, kLongest));
}

}  // namespace

TickRuler::TickRuler(const std::vector<TempoChange>& tempo) {
  const std::vector<TempoChange> changes = usable(tempo);
  const bool slow = std::any_of(changes.begin(), changes.end(), [](const TempoChange& change) {
    return change.beats_per_minute < kSlow_bpm;
  });
  ticks_per_quarter_ = slow ? kFineTicksPerQuarter : kTicksPerQuarter;
  tempi_.push_back({0, 0.0, microseconds_per_quarter(changes.front().beats_per_minute)});
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const TickTempo last = tempi_.back();
    const std::int64_t tick = tick_at(changes[i].time_s);
    const double seconds_per_tick = 1e-6 * last.microseconds_per_quarter / ticks_per_quarter_;
    const double time_s = last.time_s + static_cast<double>(tick - last.tick) * seconds_per_tick;
    const int length = microseconds_per_quarter(changes[i].beats_per_minute);
    if (tick == last.tick) {
      tempi_.back().microseconds_per_quarter = length;
    } else {
      tempi_.push_back({tick, time_s, length});
    }
  }
}

std::int64_t TickRuler::tick_at(double time_s) const {
  const auto after =
      std::upper_bound(tempi_.begin(), tempi_.end(), time_s,
                       [](double time, const TickTempo& tempo) { return time < tempo.time_s; });
  const TickTempo& tempo = after == tempi_.begin() ? tempi_.front() : *(after - 1);
  const double quarters = (time_s - tempo.time_s) * 1e6 / tempo.microseconds_per_quarter;
  return std::max<std::int64_t>(tempo.tick,
                                tempo.tick + std::llround(quarters * ticks_per_quarter_));
}

double TickRuler::time_s(std::int64_t tick) const {
  const auto after =
      std::upper_bound(tempi_.begin(), tempi_.end(), tick,
                       [](std::int64_t at, const TickTempo& tempo) { return at < tempo.tick; });
  const TickTempo& tempo = after == tempi_.begin() ? tempi_.front() : *(after - 1);
  const double seconds_per_tick = 1e-6 * tempo.microseconds_per_quarter / ticks_per_quarter_;
  return tempo.time_s + static_cast<double>(tick - tempo.tick) * seconds_per_tick;
}

}  // namespace divisi::score
