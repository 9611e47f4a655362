#include "synth/band_stretch.h"

#include <algorithm>
#include <cmath>

#include "synth/excerpt.h"

namespace divisi::synth {
namespace {

constexpr double kSlowest = 0.85;
constexpr double kFastest = 1.25;
constexpr int kTranspose_semitones = 5;
constexpr int kFewestNotes = 16;
constexpr int kMostDraws = 200;

int count_pitched(const std::vector<Part>& parts) {
  int count = 0;
  for (const Part& part : parts) count += part.is_drums ? 0 : static_cast<int>(part.notes.size());
  return count;
}

double last_offset_s(const Score& score) {
  double last_s = 0.0;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) last_s = std::max(last_s, note.offset_s);
  }
  return last_s;
}

void transpose(std::vector<Part>& parts, int semitones) {
  for (Part& part : parts) {
    if (part.is_drums) continue;
    for (Note& note : part.notes) {
      note.pitch_midi = std::clamp(note.pitch_midi + semitones, 21, 108);
    }
  }
}

}  // namespace

std::vector<Part> repeat_score(const Score& score, double end_s, std::vector<double>& beats_s) {
  std::vector<double> once_s = BeatGrid::beats_of(score, last_offset_s(score) - 0.05);
  while (once_s.size() % 4 != 1) once_s.push_back(2.0 * once_s.back() - once_s.end()[-2]);
  const double period_s = once_s.back();
  std::vector<Part> parts = score.parts;
  for (Part& part : parts) part.notes.clear();
  beats_s = {0.0};
  for (double begin_s = 0.0; begin_s == 0.0 || begin_s < end_s; begin_s += period_s) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (Note note : score.parts[i].notes) {
        note.onset_s += begin_s;
        note.offset_s = std::min(note.offset_s, period_s) + begin_s;
        if (note.offset_s > note.onset_s) parts[i].notes.push_back(note);
      }
    }
    for (std::size_t i = 1; i < once_s.size(); ++i) beats_s.push_back(begin_s + once_s[i]);
  }
  return parts;
}

Expected<BandStretch> draw_band_stretch(const ScoreLibrary& library, double duration_s,
                                        core::Rng& rng) {
  for (int attempt = 0; attempt < kMostDraws; ++attempt) {
    BandStretch stretch;
    const Expected<Score> score = library.draw(rng, stretch.score);
    if (!score) return score.error();
    stretch.tempo_scale = rng.log_uniform(kSlowest, kFastest);
    const double written_s = duration_s * stretch.tempo_scale;
    std::vector<double> beats_s;
    const std::vector<Part> whole = repeat_score(*score, written_s + 1.0, beats_s);
    const double start_s = rng.uniform(0.0, std::max(0.0, beats_s.back() - written_s));
    stretch.parts = cut_stretch(whole, start_s, stretch.tempo_scale, duration_s);
    if (count_pitched(stretch.parts) < kFewestNotes) continue;
    stretch.transpose_semitones = rng.integer(-kTranspose_semitones, kTranspose_semitones);
    transpose(stretch.parts, stretch.transpose_semitones);
    for (double& beat_s : beats_s) beat_s = (beat_s - start_s) / stretch.tempo_scale;
    stretch.grid = BeatGrid(std::move(beats_s));
    return stretch;
  }
  return Error{ErrorCode::invalid_argument,
               "the kind band: found no stretch with " + std::to_string(kFewestNotes) +
                   " pitched notes in " + std::to_string(kMostDraws) + " scores",
               ""};
}

}  // namespace divisi::synth
