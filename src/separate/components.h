/// The notes of all parts as components, each with a spectrum of its own.
///
/// A pitch of a part is one component. A note that may as well be the next best part's
/// (Note::part_confidence) sounds in both: what it is heard like decides. A singer's note slides:
/// the keys beside it are components that may sound with it. A drum's key is two: the stroke, gone
/// after some 50 ms, and what rings. The last component is the residual's: pink noise
/// that always sounds.
///
/// Source    Ewert & Mueller, "Using score-informed constraints for NMF-based source separation"
///           (ICASSP 2012), section 3: a template for each pitch of each part that begins as a
///           comb, an activation that is zero where its notes are silent.
/// Shapes    spectra [kBands], amplitudes that add up to 1.
/// Errors    none. Notes of any pitch, length and order are allowed.
/// Thread    one thread for each object: it remembers which notes sound.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/score.h"
#include "separate/expected_sound.h"
#include "separate/share_grid.h"

namespace divisi::separate {

/// A component that sounds in a frame, and how loud.
struct Sounding {
  int component = 0;
  float gain = 0.0F;  ///< amplitude, of all its bands together
};

class Components {
 public:
  /// `parts` must outlive this.
  Components(const std::vector<Part>& parts, const features::StftSpec& spec, int sample_rate_hz,
             double tuning_hz = kStandardTuning_hz);

  int count() const { return int(part_of_.size()); }
  int part_count() const { return int(voices_.size()); }

  /// Which part a component is of; part_count() for the residual's.
  int part_of(int component) const { return part_of_[std::size_t(component)]; }

  /// What each is expected to sound like: what its spectrum begins with. The residual's stays.
  const std::vector<BandProfile>& expected() const { return expected_; }

  /// Those that may sound in the frame centred on `time_s`, the residual last, each at most once,
  /// as loud as velocities lead one to expect. Fast when times rise.
  void at(double time_s, std::vector<Sounding>& sounding);

 private:
  /// One note as one component, from when it is first seen.
  struct Voice {
    const Note* note;
    int component;
    float share;     ///< of the note's amplitude
    double decay_s;  ///< of a stroke; 0 for a pitched note
    double end_s;
  };
  /// The voices of one part by onset, and those of them that sound.
  struct Voices {
    std::vector<Voice> by_onset;
    std::vector<std::size_t> active;
    std::size_t next = 0;
  };

  void add_part(const Part& part, const std::vector<const Note*>& guests);
  /// The one of a key of the part that is being added, made at its first note. `power_of(key)` is
  /// what it is expected to sound like.
  template <class PowerOf>
  int component_of(std::vector<int>& known, int key, const PowerOf& power_of);
  float expected_gain(const Voice& voice, double time_s) const;
  void advance(Voices& voices, double time_s) const;

  double window_s_;
  double tuning_hz_;
  std::vector<int> part_of_;
  std::vector<BandProfile> expected_;
  std::vector<Voices> voices_;
  std::vector<std::size_t> place_;  ///< [count] where a component is in the list being made, plus 1
  double last_s_;
};

}  // namespace divisi::separate
