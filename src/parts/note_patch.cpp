#include "parts/note_patch.h"

#include <algorithm>
#include <cmath>

namespace divisi::parts {
namespace {

constexpr int kLowestMidi = 21;
constexpr double kFirstCentre = 3.0;
constexpr double kCentres = 7.0;  ///< semitones from one to the next
constexpr double kWidth = 5.0;

/// The bins around each partial of one frame.
void fill_partials(const models::InstrumentNetSpec& spec, const float* frame, int pitch,
                   float* out) {
  const int centre = pitch * spec.bins_per_pitch + spec.bins_per_pitch / 2;
  const int reach = spec.bins_of_partial / 2;
  for (const int partial : spec.partial_bins) {
    const int first = centre + partial - reach;
    for (int bin = first; bin < first + spec.bins_of_partial; ++bin) {
      if (bin >= 0 && bin < spec.bin_count)
        std::copy_n(frame + std::ptrdiff_t{bin} * spec.map_count, spec.map_count, out);
      out += spec.map_count;
    }
  }
}

/// Semitones above a tone where its partials lie, the octave below it first.
int semitones_of(const models::InstrumentNetSpec& spec, std::size_t partial) {
  return static_cast<int>(
      std::lround(static_cast<double>(spec.partial_bins[partial]) / spec.bins_per_pitch));
}

/// What other notes may have of each partial in one frame.
void fill_others(const models::InstrumentNetSpec& spec, const std::uint8_t* sounding, int pitches,
                 int pitch, float* out) {
  const std::size_t partials = spec.partial_bins.size();
  for (int other = 0; other < pitches; ++other) {
    if (other == pitch || sounding[other] == 0) continue;
    for (std::size_t h = 1; h < partials; ++h) {
      const int place = other + semitones_of(spec, h) - pitch;
      for (std::size_t own = 0; own < partials; ++own) {
        if (semitones_of(spec, own) == place) out[own] += 1.0f / static_cast<float>(h);
      }
    }
  }
}

}  // namespace

PatchPlace place_of(const Note& note, const FrameGrid& frames) {
  return {std::lround(frames.frame_at(note.onset_s)), std::lround(frames.frame_at(note.offset_s)),
          note.pitch_midi};
}

void fill_patch(const models::InstrumentNetSpec& spec, const FeatureRows& rows,
                const SoundingRows& sounding, const PatchPlace& place, float* out) {
  std::fill_n(out, patch_size(spec), 0.0f);
  const int pitch = place.pitch_midi - kLowestMidi;
  const long cells = static_cast<long>(spec.bin_count) * spec.map_count;
  for (int t = 0; t < spec.frames; ++t, out += spec.numbers()) {
    const long frame = place.onset_frame - spec.frames_before + t;
    const long row = frame - rows.first;
    if (row >= 0 && row < rows.count) fill_partials(spec, rows.cells + row * cells, pitch, out);
    float* numbers = out + spec.partial_numbers();
    *numbers++ = frame >= place.onset_frame && frame <= place.end_frame ? 1.0f : 0.0f;
    for (int k = 0; k < spec.pitch_numbers; ++k) {
      const double distance = (pitch - kFirstCentre - kCentres * k) / kWidth;
      numbers[k] = static_cast<float>(std::exp(-0.5 * distance * distance));
    }
    const long heard = frame - sounding.first;
    if (spec.others == 0 || heard < 0 || heard >= sounding.count) continue;
    fill_others(spec, sounding.cells + heard * sounding.pitches, sounding.pitches, pitch,
                numbers + spec.pitch_numbers);
  }
}

}  // namespace divisi::parts
