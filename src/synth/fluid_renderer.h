/// Soundfont playing: notes of any number of parts to sound, by FluidSynth.
///
/// Source    FluidSynth 2.x. Its events fall on blocks of 64 samples; we render at 44100 Hz in such
///           blocks (an event is at most 0.7 ms from its time) and halve the rate with a linear
///           phase filter, because its interpolators would alias at 22050 Hz. Reverb and chorus
///           are off: the room is ours (room.h).
/// Errors    not_found, corrupt: no such soundfont or not readable as one.
/// Thread    one renderer for each thread; the measurements are shared and guarded.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "synth/clip.h"

namespace divisi::synth {

/// The sustain pedal is down over this stretch.
struct PedalSpan {
  double down_s = 0.0;
  double up_s = 0.0;
};

/// What one part asks of the synthesiser.
struct FluidPart {
  std::vector<Note> notes;  ///< key pressed and released; labels differ, see render()
  std::vector<PedalSpan> pedals;
  int program = 0;
  bool is_drums = false;
  double level_db = 0.0;  ///< -30 to 0
  double detune_cents = 0.0;
  double vibrato_cents = 0.0;  ///< depth of a slow pitch modulation of the whole part
  double vibrato_hz = 5.5;
  double swell_db = 0.0;  ///< depth of a slow random loudness curve
};

/// How one key of one program sounds, measured on the soundfont.
struct KeyProfile {
  double attack_s = 0.0;  ///< from the event to -26 dB below the peak of the first 0.3 s
  double decay_s = 0.0;   ///< from the event to -40 dB below the peak; large when it sustains
};

struct FluidResult {
  Signal sound;
  /// Labels [part]: when each note is heard: the event plus the key's attack, until release,
  /// pedal release, the same key struck again or the natural decay to -40 dB.
  std::vector<std::vector<Note>> labels;
};

class FluidRenderer {
 public:
  static Expected<std::unique_ptr<FluidRenderer>> load(const std::string& soundfont);
  ~FluidRenderer();
  FluidRenderer(const FluidRenderer&) = delete;
  FluidRenderer& operator=(const FluidRenderer&) = delete;

  const std::string& soundfont() const { return soundfont_; }

  /// Requires: at most 15 pitched parts. The same call gives the same samples at any time.
  FluidResult render(const std::vector<FluidPart>& parts, double duration_s, core::Rng rng);

  /// Measured once for each soundfont, program and third semitone, then remembered.
  KeyProfile profile(int program, int pitch_midi, bool is_drums);

 private:
  struct Library;  ///< the handles of FluidSynth
  explicit FluidRenderer(std::string soundfont);
  KeyProfile measure(int program, int pitch_midi, bool is_drums);

  std::string soundfont_;
  std::unique_ptr<Library> library_;
};

}  // namespace divisi::synth
