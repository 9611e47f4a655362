/// What the synthetic laboratory makes: one recording with exact labels.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "divisi/score.h"

namespace divisi::synth {

/// Every clip is made at this rate, in one channel.
inline constexpr int kRateHz = 22050;

/// Samples [N] at kRateHz.
using Signal = std::vector<float>;

inline std::size_t to_sample(double time_s) {
  return time_s <= 0.0 ? 0 : static_cast<std::size_t>(std::lround(time_s * kRateHz));
}

/// One labelled note and which source of the clip played it.
struct LabelledNote {
  Note note;
  int source = 0;
};

/// What was drawn for a clip, in order, written into its clip.json.
class Facts {
 public:
  void add(const std::string& name, const std::string& text);
  void add(const std::string& name, const char* text) { add(name, std::string(text)); }
  void add(const std::string& name, double number);
  void add(const std::string& name, int number) { add(name, static_cast<double>(number)); }
  void add(const Facts& others);
  /// One JSON object, a field for each line. A name given twice becomes an array.
  std::string to_json() const;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> fields_;
};

/// Labels are ordered by onset, then pitch. `stems` add up to the mix before its degradation
/// (DegradeOptions::stems: with what of it can be divided);
/// those of pieces have its level as well.
struct Clip {
  Signal mix;
  std::vector<Signal> stems;
  std::vector<LabelledNote> notes;
  std::vector<LabelledNote> drums;
  Facts facts;
};

}  // namespace divisi::synth
