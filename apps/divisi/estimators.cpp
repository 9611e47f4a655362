#include "estimators.h"

#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "divisi/transcriber.h"
#include "eval/estimate.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

Expected<eval::Estimate> transcribe(const Transcriber& transcriber, const data::Clip& clip,
                                    int threads) {
  TranscribeOptions options;
  options.threads = threads;
  options.keep_evidence = true;
  const Expected<Transcription> result = transcriber.transcribe(
      clip.mix, options, std::nullopt, [](const Progress&) { return !interrupted(); });
  if (!result) return result.error();
  eval::Estimate estimate{core::notes_of_score(result->score),
                          eval::posterior_of(result->evidence)};
  estimate.posterior->frame_threshold = transcriber.default_decode_options().frame_threshold;
  return estimate;
}

}  // namespace

Expected<Estimator> estimator_of_folder(const std::string& text) {
  const std::size_t equals = text.find('=');
  const fs::path folder = equals == std::string::npos ? text : text.substr(equals + 1);
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return Error{ErrorCode::not_found, folder.string() + ": expected a folder of estimates",
                 folder.string()};
  }
  const fs::path last = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  const std::string name = equals == std::string::npos ? last.string() : text.substr(0, equals);
  return Estimator{
      name, [folder](const data::Clip& clip) { return eval::read_estimate(folder, clip.id); }};
}

Expected<Estimator> estimator_of_model(const fs::path& model, const fs::path& parts_model,
                                       int threads) {
  Expected<Transcriber> transcriber = Transcriber::create(model, parts_model);
  if (!transcriber) return transcriber.error();
  const auto shared = std::make_shared<Transcriber>(std::move(*transcriber));
  return Estimator{shared->model_name(), [shared, threads](const data::Clip& clip) {
                     return transcribe(*shared, clip, threads);
                   }};
}

}  // namespace divisi::cli
