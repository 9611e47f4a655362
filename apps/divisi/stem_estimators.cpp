#include "stem_estimators.h"

#include <algorithm>

#include "estimators.h"
#include "eval/ideal_stems.h"

namespace divisi::cli {
namespace {

using Stems = std::vector<eval::NamedSound>;

Expected<Stems> split_by_pitch(const data::Clip& clip, const StemTruth& truth) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  const auto heard =
      std::count_if(truth.references.begin(), truth.references.end(), [&](const auto& reference) {
        return eval::is_heard(reference.samples, truth.mixture.samples);
      });
  return eval::pitch_band_stems(truth.mixture.samples, truth.mixture.sample_rate_hz,
                                annotation->notes,
                                static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, heard)));
}

}  // namespace

Expected<StemTruth> read_stem_truth(const data::Clip& clip) {
  StemTruth truth;
  Expected<eval::MonoSound> mixture = eval::read_mixture(clip.mix);
  if (!mixture) return mixture.error();
  truth.mixture = std::move(*mixture);
  for (const data::Stem& stem : clip.stems) {
    Expected<std::vector<float>> samples = eval::read_stem(stem.path, truth.mixture);
    if (!samples) return samples.error();
    truth.references.push_back({stem.source, std::move(*samples)});
  }
  return truth;
}

Expected<StemEstimator> stems_of_folder(const std::string& text) {
  const Expected<NamedFolder> named = find_estimate_folder(text);
  if (!named) return named.error();
  return StemEstimator{named->name,
                       [folder = named->folder](const data::Clip& clip, const StemTruth& truth) {
                         return eval::read_stem_folder(folder / clip.id, truth.mixture);
                       }};
}

StemEstimator stems_of_ratio_mask() {
  return {"oracle ratio", [](const data::Clip&, const StemTruth& truth) -> Expected<Stems> {
            return eval::ratio_mask_stems(truth.mixture.samples, truth.references);
          }};
}

StemEstimator stems_of_phase_mask() {
  return {"oracle phase", [](const data::Clip&, const StemTruth& truth) -> Expected<Stems> {
            return eval::phase_mask_stems(truth.mixture.samples, truth.references);
          }};
}

StemEstimator stems_of_pitch_bands() { return {"pitch bands", split_by_pitch, false}; }

}  // namespace divisi::cli
