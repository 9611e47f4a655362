#include "engine/weights_source.h"

#include "core/atomic_file.h"
#ifdef DIVISI_EMBED_NOTES
#include "embedded/divisi_notes.h"
#endif
#ifdef DIVISI_EMBED_SLOTS
#include "embedded/divisi_slots.h"
#endif
#ifdef DIVISI_EMBED_TIMBRE
#include "embedded/divisi_timbre.h"
#endif

namespace divisi::engine {
namespace {

/// Empty in a program that was built without models/divisi_notes.dvw.
std::string_view built_in_notes() {
#ifdef DIVISI_EMBED_NOTES
  return embedded::divisi_notes();
#else
  return {};
#endif
}

/// Empty in a program that was built without models/divisi_timbre.dvw.
std::string_view built_in_timbre() {
#ifdef DIVISI_EMBED_TIMBRE
  return embedded::divisi_timbre();
#else
  return {};
#endif
}

/// Empty in a program that was built without models/divisi_slots.dvw.
std::string_view built_in_slots() {
#ifdef DIVISI_EMBED_SLOTS
  return embedded::divisi_slots();
#else
  return {};
#endif
}

Expected<WeightsSource> from_file(const std::filesystem::path& weights) {
  std::error_code ignored;
  if (!std::filesystem::exists(weights, ignored)) {
    return Error{ErrorCode::not_found,
                 weights.string() + ": no such weights file, nor a built-in model of that name (" +
                     kSlotsModel + ")",
                 weights.string()};
  }
  Expected<std::string> bytes = core::read_file(weights);
  if (!bytes) return bytes.error();
  return WeightsSource{std::move(*bytes), {}, weights.string()};
}

}  // namespace

Expected<WeightsSource> open_weights(const std::filesystem::path& weights) {
  if (!weights.empty() && weights != kSlotsModel) return from_file(weights);
  if (!built_in_notes().empty()) return WeightsSource{{}, built_in_notes(), "built-in weights"};
  return Error{ErrorCode::not_found,
               "no weights: this program was built without models/divisi_notes.dvw; give a weights "
               "file with --model or DIVISI_MODEL",
               {}};
}

Expected<std::optional<WeightsSource>> open_timbre_weights(const std::filesystem::path& weights) {
  if (weights.empty()) {
    if (built_in_timbre().empty()) return std::optional<WeightsSource>();
    return std::optional(WeightsSource{{}, built_in_timbre(), "built-in timbre weights"});
  }
  if (weights == kSlotsModel) {
    if (!built_in_slots().empty())
      return std::optional(WeightsSource{{}, built_in_slots(), "built-in slot weights"});
    return Error{
        ErrorCode::not_found, "slots: this program was built without models/divisi_slots.dvw", {}};
  }
  Expected<WeightsSource> file = from_file(weights);
  if (!file) return file.error();
  return std::optional(std::move(*file));
}

}  // namespace divisi::engine
