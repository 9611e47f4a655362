#include "decode/drum_decoder.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "decode/peaks.h"

namespace divisi::decode {
namespace {

constexpr long kReachRows = 3;  ///< of a plateau, and how far ahead a decision looks
constexpr std::size_t kWindowRows = 16;
constexpr double kNominalLength_s = 0.05;  ///< a hit has no end of its own

/// How far above its threshold: 0 there, 1 where the network is certain.
double certainty(const Note& hit, const DrumTuning& tuning) {
  const double threshold = threshold_of(hit, tuning);
  return threshold < 1.0 ? (hit.confidence - threshold) / (1.0 - threshold) : 0.0;
}

}  // namespace

DrumDecoder::DrumDecoder(const FrameGrid& frames, const DrumTuning& tuning)
    : frames_(frames), tuning_(tuning), window_(kWindowRows, core::kDrumCount) {}

void DrumDecoder::push(const DrumRows& rows) {
  // The window calls its maps after a note's; a hit has its key where a note has its offset.
  const EvidenceRows evidence = {.onset = rows.hit,
                                 .frame = nullptr,
                                 .offset = rows.key,
                                 .velocity = rows.velocity,
                                 .count = rows.count};
  for (std::size_t i = 0; i < rows.count; ++i) {
    window_.append(evidence, i);
    const long row = window_.row_count() - 1 - kReachRows;
    if (row >= 0) decide_row(row);
  }
}

void DrumDecoder::decide_row(long row) {
  for (std::size_t drum = 0; drum < core::kDrumCount; ++drum) {
    const PitchView view = window_.pitch(drum);
    const PeakSearch search = {static_cast<float>(tuning_.thresholds[drum]), kReachRows - 1,
                               view.end_row};
    const std::optional<Peak> peak = peak_at(view.onset, row, search);
    if (!peak || peak->height <= 0.0f) continue;
    Note hit;
    hit.onset_s = frames_.time_s(peak->position);
    hit.pitch_midi = static_cast<int>(std::lround(128.0f * view.offset[row]));
    hit.velocity = std::clamp(static_cast<int>(std::lround(127.0f * view.velocity[row])), 1, 127);
    hit.confidence = static_cast<double>(peak->height);
    add_hit(drum, hit);
  }
}

/// Of two hits that are too close, the more probable one stays.
void DrumDecoder::add_hit(std::size_t drum, const Note& hit) {
  std::vector<Note>& hits = hits_[drum];
  if (hits.empty() || hit.onset_s - hits.back().onset_s >= tuning_.min_gap_s) {
    hits.push_back(hit);
  } else if (hit.confidence > hits.back().confidence) {
    hits.back() = hit;
  }
}

std::vector<Note> DrumDecoder::finish(double end_s) {
  const long rows = window_.row_count();
  window_.close();
  for (long row = std::max(0L, rows - kReachRows); row < rows; ++row) {
    window_.append_silence();
    decide_row(row);
  }
  std::vector<Note> all;
  for (const std::vector<Note>& hits : hits_) {
    for (Note hit : hits) {
      if (hit.onset_s >= end_s) continue;
      hit.onset_s = std::max(hit.onset_s, frames_.origin_s);
      hit.offset_s = hit.onset_s + kNominalLength_s;
      all.push_back(hit);
    }
  }
  std::sort(all.begin(), all.end(), [](const Note& a, const Note& b) {
    return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
  });
  return all;
}

double threshold_of(const Note& hit, const DrumTuning& tuning) {
  const std::optional<core::Drum> drum = core::drum_of(hit.pitch_midi);
  return drum ? tuning.thresholds[static_cast<std::size_t>(*drum)] : 1.0;
}

bool is_drumming(const std::vector<Note>& hits, double duration_s, const DrumTuning& tuning) {
  double sum = 0.0;
  for (const Note& hit : hits) {
    const std::optional<core::Drum> drum = core::drum_of(hit.pitch_midi);
    if (drum && core::is_main(*drum)) sum += certainty(hit, tuning);
  }
  return sum > 0.0 && sum >= tuning.least_hits_per_min * duration_s / 60.0;
}

}  // namespace divisi::decode
