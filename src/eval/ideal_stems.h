/// Stems made by knowing too much: what masks could reach at best, and what can be had without
/// listening.
///
/// Source    the ideal ratio mask of magnitudes (SiSEC 2018's IRM1); what the mixture has beyond
/// the
///           sum of the references takes its share like one more source. The truncated
///           phase-sensitive mask of Erdogan, Hershey, Watanabe, Le Roux 2015.
///           Pitch bands: ours, the counterpart for sound of eval/pitch_bands.h.
/// Shapes    sounds [N], all of one length. Transform of 2048 samples every 512.
/// Thread    safe.
#pragma once

#include "core/annotation.h"
#include "eval/stem_score.h"

namespace divisi::eval {

/// One stem for each reference, of its name: the mixture times |S| / sum of |S|, bin by bin.
std::vector<NamedSound> ratio_mask_stems(Samples mixture,
                                         const std::vector<NamedSound>& references);

/// The same with each bin times Re(S / X), held between 0 and 1: the best that a mask without phase
/// can do with a mixture X, and what networks that estimate masks learn from.
std::vector<NamedSound> phase_mask_stems(Samples mixture,
                                         const std::vector<NamedSound>& references);

/// The mixture's spectrum cut into `band_count` bands, at the frequencies of the pitches that split
/// the pitched notes into `band_count` equal shares (percussion is left out): stems "0", the
/// lowest, and so on. They add up to the mixture. Empty where there are no pitched notes. Requires:
/// band_count >= 1.
std::vector<NamedSound> pitch_band_stems(Samples mixture, int sample_rate_hz,
                                         const std::vector<core::AnnotatedNote>& notes,
                                         std::size_t band_count);

}  // namespace divisi::eval
