#include "calibrate_positions.h"

#include <cmath>
#include <utility>

#include "core/parallel.h"
#include "core/rng.h"
#include "engine/loaded_parts.h"
#include "parts/fit_pair_model.h"
#include "parts/source.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr int kMostPairs = 4000;  // of a clip

std::vector<std::size_t> known_notes(const hearing::HeardNotes& notes) {
  std::vector<std::size_t> known;
  for (std::size_t n = 0; n < notes.sources.size(); ++n) {
    if (notes.sources[n] != hearing::kUnknownSource) known.push_back(n);
  }
  return known;
}

/// Random pairs of a clip whose positions count.
void add_pairs(const hearing::HeardNotes& notes, const parts::PairModel& pairs, core::Rng& rng,
               std::vector<parts::PlacedPair>& out) {
  const std::vector<std::size_t> known = known_notes(notes);
  const std::vector<int> places = parts::places_of(notes.tokens, pairs);
  if (known.size() < 4 || places.front() == parts::kNowhere) return;
  const parts::SourceRuler ruler(pairs);
  const auto dimensions = static_cast<std::size_t>(notes.tokens.dimensions);
  std::vector<float> vectors(2 * dimensions);
  for (int i = 0; i < kMostPairs; ++i) {
    const std::size_t a = rng.pick(known);
    const std::size_t b = rng.pick(known);
    if (a == b) continue;
    pairs.trusted_vector(notes.tokens, a, vectors.data());
    pairs.trusted_vector(notes.tokens, b, vectors.data() + dimensions);
    const parts::ComparedNote one{vectors.data(), notes.tokens.notes[a].pitch_midi};
    const parts::ComparedNote other{vectors.data() + dimensions, notes.tokens.notes[b].pitch_midi};
    out.push_back({ruler.logit(one, other, notes.tokens.dimensions),
                   parts::distance_of(places[a], places[b]), notes.sources[a] == notes.sources[b]});
  }
}

}  // namespace

Expected<std::map<std::string, std::vector<double>>> calibrate_positions(
    const PartCalibration& asked) {
  const int threads = asked.threads > 0 ? asked.threads : core::available_threads();
  Expected<engine::LoadedParts> loaded = engine::load_parts_heard_with({}, asked.weights);
  if (!loaded) return loaded.error();
  Expected<std::vector<hearing::HeardClip>> all = listen_to_all(asked, threads);
  if (!all) return all.error();
  remember(*loaded, *all);
  // Zeros: positions count, and say nothing yet.
  loaded->pairs.position_logits.assign(loaded->pairs.knots_apart.size(), 0.0);
  core::Rng rng(1);
  std::vector<parts::PlacedPair> pairs;
  for (const hearing::HeardClip& heard : *all) add_pairs(heard.notes, loaded->pairs, rng, pairs);
  if (pairs.empty()) {
    return Error{
        ErrorCode::out_of_range, "no validation clip has two channels with sources apart", {}};
  }
  const parts::FittedPairs fitted = parts::fit_positions(pairs, loaded->pairs);
  const auto dealt = [&](const parts::PairModel& model) {
    return deal_all(*all, threads, [&](std::size_t i) {
      return parts::group_notes((*all)[i].notes.tokens, model, loaded->grouping);
    });
  };
  const Dealt before = dealt(loaded->pairs);
  const Dealt after = dealt(fitted.model);
  say("log loss with positions: " + std::to_string(fitted.log_loss));
  say("macro F1 without positions " + std::to_string(before.macro_f1) + ", with them " +
      std::to_string(after.macro_f1) + "; count within one " + std::to_string(before.near) + ", " +
      std::to_string(after.near));
  return std::map<std::string, std::vector<double>>{
      {"parts.knots_apart", fitted.model.knots_apart},
      {"parts.position_logits", fitted.model.position_logits}};
}

}  // namespace divisi::cli
