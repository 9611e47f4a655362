#include "estimators.h"

#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "divisi/transcriber.h"
#include "eval/estimate.h"
#include "hearing/published_listener.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

Expected<eval::Estimate> transcribe(const Transcriber& transcriber, const data::Clip& clip,
                                    const Ears& ears) {
  TranscribeOptions options;
  options.threads = ears.threads;
  options.parts.instruments = ears.instruments;
  options.keep_evidence = true;
  Expected<Transcription> result = transcriber.transcribe(
      clip.mix, options, std::nullopt, [](const Progress&) { return !interrupted(); });
  if (!result) return result.error();
  eval::Estimate estimate{core::notes_of_score(result->score), eval::posterior_of(result->evidence),
                          std::move(result->score)};
  estimate.posterior->frame_threshold = transcriber.default_decode_options().frame_threshold;
  return estimate;
}

Expected<eval::Estimate> estimate_of(const hearing::PublishedListener& listener,
                                     const data::Clip& clip) {
  if (interrupted()) return Error{ErrorCode::cancelled, "interrupted", {}};
  const Expected<Evidence> evidence = listener.listen(clip.mix);
  if (!evidence) return evidence.error();
  const Expected<Score> score = Transcriber::decode(*evidence, listener.decode_options());
  if (!score) return score.error();
  eval::Estimate estimate{core::notes_of_score(*score), eval::posterior_of(*evidence)};
  estimate.posterior->frame_threshold = listener.decode_options().frame_threshold;
  return estimate;
}

/// The published backbone, one clip at a time.
Expected<Estimator> estimator_of_published(const fs::path& weights) {
  Expected<hearing::PublishedListener> opened = hearing::PublishedListener::open(weights);
  if (!opened) return opened.error();
  const auto listener = std::make_shared<const hearing::PublishedListener>(std::move(*opened));
  return Estimator{listener->name(),
                   [listener](const data::Clip& clip) { return estimate_of(*listener, clip); }};
}

}  // namespace

Expected<NamedFolder> find_estimate_folder(const std::string& text) {
  const std::size_t equals = text.find('=');
  const fs::path folder = equals == std::string::npos ? text : text.substr(equals + 1);
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return Error{ErrorCode::not_found, folder.string() + ": expected a folder of estimates",
                 folder.string()};
  }
  const fs::path last = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  const std::string name = equals == std::string::npos ? last.string() : text.substr(0, equals);
  return NamedFolder{name, folder};
}

Expected<Estimator> estimator_of_folder(const std::string& text) {
  const Expected<NamedFolder> named = find_estimate_folder(text);
  if (!named) return named.error();
  return Estimator{named->name, [folder = named->folder](const data::Clip& clip) {
                     return eval::read_estimate(folder, clip.id);
                   }};
}

Expected<Estimator> estimator_of_ears(const Ears& ears) {
  if (!ears.model.empty()) {
    const Expected<bool> is_published = hearing::is_published_backbone(ears.model);
    if (!is_published) return is_published.error();
    if (*is_published) return estimator_of_published(ears.model);
  }
  Expected<Transcriber> transcriber = Transcriber::create(ears.model, ears.parts_model);
  if (!transcriber) return transcriber.error();
  const auto shared = std::make_shared<Transcriber>(std::move(*transcriber));
  return Estimator{shared->model_name(), [shared, ears](const data::Clip& clip) {
                     return transcribe(*shared, clip, ears);
                   }};
}

}  // namespace divisi::cli
