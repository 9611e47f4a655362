#include "stem_estimators.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "core/score_of_notes.h"
#include "divisi/stems.h"
#include "divisi/transcriber.h"
#include "estimators.h"
#include "eval/ideal_stems.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;
using Stems = std::vector<eval::NamedSound>;

/// A folder that is gone afterwards.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code failed;
    std::string name = (fs::temp_directory_path(failed) / "divisi-stems-XXXXXX").string();
    if (!failed && mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }  ///< empty: could not be made

 private:
  fs::path path_;
};

/// What the program writes, read again: rounding to its files is a part of what one gets.
Expected<Stems> separate_by(const Score& score, const data::Clip& clip, const StemTruth& truth,
                            int threads, const fs::path& stem_model) {
  const ScratchFolder scratch;
  if (scratch.path().empty()) {
    return Error{ErrorCode::io, "no folder for stems can be made in the system's place for them",
                 ""};
  }
  StemOptions options;
  options.format = StemFormat::wav;
  options.threads = threads;
  options.model = stem_model;
  const Expected<StemSet> written = write_stems(clip.mix, score, scratch.path(), options,
                                                [](const Progress&) { return !interrupted(); });
  if (!written) return written.error();
  return eval::read_stem_folder(scratch.path(), truth.mixture);
}

Expected<Stems> separate_by_ear(const Transcriber& transcriber, const data::Clip& clip,
                                const StemTruth& truth, const Ears& ears,
                                const fs::path& stem_model) {
  TranscribeOptions options;
  options.threads = ears.threads;
  options.parts.instruments = ears.instruments;
  const Expected<Transcription> result = transcriber.transcribe(
      clip.mix, options, std::nullopt, [](const Progress&) { return !interrupted(); });
  if (!result) return result.error();
  return separate_by(result->score, clip, truth, ears.threads, stem_model);
}

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

Expected<StemEstimator> stems_of_ears(const Ears& ears, const fs::path& stem_model) {
  Expected<Transcriber> transcriber = Transcriber::create(ears.model, ears.parts_model);
  if (!transcriber) return transcriber.error();
  const auto shared = std::make_shared<const Transcriber>(std::move(*transcriber));
  return StemEstimator{shared->model_name(),
                       [shared, ears, stem_model](const data::Clip& clip, const StemTruth& truth) {
                         return separate_by_ear(*shared, clip, truth, ears, stem_model);
                       },
                       !ears.instruments.empty()};
}

StemEstimator stems_of_true_notes(int threads, const fs::path& stem_model) {
  return {"true notes",
          [threads, stem_model](const data::Clip& clip, const StemTruth& truth) -> Expected<Stems> {
            const Expected<core::Annotation> annotation = clip.read_annotation();
            if (!annotation) return annotation.error();
            return separate_by(core::score_of_notes(annotation->notes), clip, truth, threads,
                               stem_model);
          },
          false};
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
