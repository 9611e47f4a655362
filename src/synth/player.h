/// Who plays a part: one entry to all sound sources.
///
/// Errors    those of loading a soundfont.
/// Thread    Players hands each thread its own synthesisers.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "synth/body.h"
#include "synth/clip.h"
#include "synth/drive.h"
#include "synth/drum_kit.h"
#include "synth/echo.h"
#include "synth/expression.h"
#include "synth/fluid_renderer.h"
#include "synth/room.h"
#include "synth/sampler.h"
#include "synth/spectrum.h"

namespace divisi::synth {

/// What a part is played on. `expressive` plays one note at a time.
enum class Source { fluid, plucked, oscillator, expressive, sampled, drum_kit };

/// A part with all that has been decided about it.
struct PlannedPart {
  Part part;
  std::vector<PedalSpan> pedals;
  Source source = Source::fluid;
  Manner manner = Manner::voice;         ///< expressive only
  std::string soundfont;                 ///< fluid only
  std::string sample_set;                ///< sampled; drum_kit: which kit, empty: a synthesised one
  std::optional<OscillatorShape> shape;  ///< oscillator only; any when there is none
  int tape_semitones = 0;    ///< how much higher it is played than it is to sound (synth/tape.h)
  std::optional<Body> body;  ///< that it sounds in, beside the player's own
  std::optional<double> low_pass_hz;  ///< a filter after the player, before the drive
  std::optional<Drive> drive;         ///< through an overdriven amplifier
  std::optional<Echo> echo;
  std::optional<Room> room;   ///< the part's own
  double level_db = 0.0;      ///< against the other parts, at equal loudness
  double tuning_cents = 0.0;  ///< the concert pitch of the clip
};

struct PlayedPart {
  Signal sound;  ///< as long as the clip
  std::vector<Note> labels;
};

class Players {
 public:
  /// Sample sets and drum kits [name], already loaded; may be empty.
  Players(std::map<std::string, SampleSet> samples, std::map<std::string, DrumKit> kits)
      : samples_(std::move(samples)), kits_(std::move(kits)) {}

  Expected<PlayedPart> play(const PlannedPart& planned, double duration_s, core::Rng& rng);

  const std::map<std::string, SampleSet>& samples() const { return samples_; }

 private:
  Expected<std::unique_ptr<FluidRenderer>> borrow(const std::string& soundfont);
  void give_back(std::unique_ptr<FluidRenderer> renderer);
  Expected<PlayedPart> play_as_written(const PlannedPart& planned, double duration_s,
                                       core::Rng& rng);
  Expected<PlayedPart> play_on_tape(const PlannedPart& planned, double duration_s, core::Rng& rng);
  Expected<PlayedPart> play_fluid(const PlannedPart& planned, double duration_s, core::Rng& rng);
  PlayedPart play_own(const PlannedPart& planned, double duration_s, core::Rng& rng) const;

  std::map<std::string, SampleSet> samples_;
  std::map<std::string, DrumKit> kits_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<FluidRenderer>>> idle_;
};

}  // namespace divisi::synth
