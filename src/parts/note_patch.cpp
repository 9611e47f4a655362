#include "parts/note_patch.h"

#include <algorithm>
#include <cmath>
#include <vector>

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

/// A partial of a note that sounds `interval` semitones above, which falls on one of a note's own.
struct Meeting {
  int interval;
  std::size_t own;
  float strength;  ///< 1 / number of the other's partial
};

/// All that there are. The octave below a tone, which comes first, is no partial of it.
std::vector<Meeting> meetings_of(const models::InstrumentNetSpec& spec) {
  std::vector<int> semitones;
  semitones.reserve(spec.partial_bins.size());
  for (const int bins : spec.partial_bins)
    semitones.push_back(
        static_cast<int>(std::lround(static_cast<double>(bins) / spec.bins_per_pitch)));
  std::vector<Meeting> all;
  all.reserve(semitones.size() * semitones.size());
  for (std::size_t own = 0; own < semitones.size(); ++own) {
    for (std::size_t h = 1; h < semitones.size(); ++h) {
      const int interval = semitones[own] - semitones[h];
      if (interval != 0) all.push_back({interval, own, 1.0f / static_cast<float>(h)});
    }
  }
  return all;
}

/// What other notes may have of each partial in one frame.
void fill_others(const std::vector<Meeting>& meetings, const std::uint8_t* sounding, int pitches,
                 int pitch, float* out) {
  for (const Meeting& meeting : meetings) {
    const int other = pitch + meeting.interval;
    if (other >= 0 && other < pitches && sounding[other] != 0) out[meeting.own] += meeting.strength;
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
  const std::vector<Meeting> meetings =
      spec.others > 0 ? meetings_of(spec) : std::vector<Meeting>();
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
    fill_others(meetings, sounding.cells + heard * sounding.pitches, sounding.pitches, pitch,
                numbers + spec.pitch_numbers);
  }
}

}  // namespace divisi::parts
