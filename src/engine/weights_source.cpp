#include "engine/weights_source.h"

#include "core/atomic_file.h"
#ifdef DIVISI_EMBED_WEIGHTS
#include "embedded/divisi_notes.h"
#endif

namespace divisi::engine {
namespace {

/// Empty in a program that was built without models/divisi_notes.dvw.
std::string_view built_in_weights() {
#ifdef DIVISI_EMBED_WEIGHTS
  return embedded::divisi_notes();
#else
  return {};
#endif
}

}  // namespace

Expected<WeightsSource> open_weights(const std::filesystem::path& weights) {
  WeightsSource source;
  if (weights.empty()) {
    source.built_in = built_in_weights();
    source.name = "built-in weights";
    if (!source.built_in.empty()) return source;
    return Error{
        ErrorCode::not_found,
        "no weights: this program was built without models/divisi_notes.dvw; give a weights "
        "file with --model or DIVISI_MODEL",
        {}};
  }
  Expected<std::string> bytes = core::read_file(weights);
  if (!bytes) return bytes.error();
  source.storage = std::move(*bytes);
  source.name = weights.string();
  return source;
}

}  // namespace divisi::engine
