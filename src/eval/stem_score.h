/// How well the sources of one mixture were separated by someone who did not say which stem is
/// which.
///
/// Estimated stems are matched with references so that the sum of SI-SDR is largest, one to one
/// (match/assignment.h). The number of stems is not given: of more stems than references some are
/// left over and cost nothing; a reference that no stem is left for counts as an improvement of
/// 0 dB, as if the listener had been given the mixture. What was left over by the separator (its
/// residual) is a stem like any other, since it is heard like any other. Silent stems are matched
/// with nothing. References that are silent are left out and counted.
///
/// Source    figures: eval/separation.h, scale-invariant.
/// Shapes    sounds [N], all of one length.
/// Thread    safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eval/separation.h"

namespace divisi::eval {

struct NamedSound {
  std::string name;
  std::vector<float> samples;
};

enum class StemMatching {
  by_sound,  ///< as told above
  by_name    ///< for who says which is which: the stem of the reference's name, as "Piano" or
             ///< "01_piano"
};

/// One reference.
struct StemFigures {
  std::string source;
  std::string estimate;         ///< the stem it was matched with; empty: none was left
  SeparationFigures figures;    ///< of that stem, or of the mixture
  double mixture_sdr_db = 0.0;  ///< SI-SDR of the mixture as an estimate of this source
  double improvement_db = 0.0;  ///< of SI-SDR over that
  std::optional<SeparationFigures> bss_eval;
};

struct StemClipScore {
  std::string id;
  std::string group;
  std::vector<StemFigures> parts;  ///< of the references that sound
  std::size_t silent_count = 0;    ///< references that were left out
  std::size_t estimate_count = 0;  ///< stems that sound
};

struct StemScoring {
  StemMatching matching = StemMatching::by_sound;
  bool with_bss_eval = false;  ///< takes its time
};

/// Below the mixture by so much, a sound is silent.
inline constexpr double kSilence_db = -50.0;

StemClipScore score_stems(Samples mixture, const std::vector<NamedSound>& references,
                          const std::vector<NamedSound>& estimates,
                          const StemScoring& scoring = {});

/// Whether it sounds, beside that mixture.
bool is_heard(Samples sound, Samples mixture);

}  // namespace divisi::eval
