#include "cerberus/crop_judge.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "cerberus/cluster_masks.h"
#include "decode/roll_notes.h"
#include "eval/counts.h"
#include "eval/notes.h"

namespace divisi::cerberus {
namespace {

constexpr int kThresholds = 19;  ///< 0.05, 0.10, ... 0.95
constexpr double kFaintEnergy = 1e-12;

Map2d map_of(const torch::Tensor& roll) {
  const torch::Tensor here = roll.to(torch::kFloat32).contiguous();
  Map2d map(static_cast<std::size_t>(here.size(0)), static_cast<std::size_t>(here.size(1)));
  std::copy_n(here.data_ptr<float>(), map.cells.size(), map.cells.begin());
  return map;
}

std::vector<eval::TimedPitch> timed(const std::vector<Note>& notes) {
  std::vector<eval::TimedPitch> all;
  for (const Note& note : notes)
    all.push_back({note.onset_s, note.offset_s, hz_of_pitch(note.pitch_midi)});
  return all;
}

double frame_f1(const Map2d& roll, const Map2d& truth, double threshold) {
  eval::Counts counts;
  for (std::size_t i = 0; i < roll.cells.size(); ++i) {
    const bool said = static_cast<double>(roll.cells[i]) >= threshold;
    const bool is = truth.cells[i] > 0.5f;
    counts.true_positives += said && is ? 1 : 0;
    counts.false_positives += said && !is ? 1 : 0;
    counts.false_negatives += !said && is ? 1 : 0;
  }
  return eval::quality_of(counts).f1;
}

double mean_of(const std::vector<InstrumentScore>& scores, double InstrumentScore::*field) {
  double sum = 0.0;
  for (const InstrumentScore& score : scores) sum += score.*field;
  return sum / static_cast<double>(scores.size());
}

}  // namespace

CropJudge::CropJudge(const CerberusRecipe& recipe)
    : recipe_(recipe), transcribed_(recipe.network.instruments.size()) {}

torch::Tensor spectral_si_sdr_db(const torch::Tensor& estimates, const torch::Tensor& truth) {
  const auto sum = [](const torch::Tensor& x) { return x.sum({1, 3}).to(torch::kFloat64); };
  const torch::Tensor both = sum(torch::real(estimates * torch::conj(truth)));
  const torch::Tensor target = both.square() / (sum(truth.abs().square()) + kFaintEnergy);
  const torch::Tensor error = sum(estimates.abs().square()) - target;
  return 10.0 * ((target + kFaintEnergy) / (error.clamp_min(0.0) + kFaintEnergy)).log10();
}

void CropJudge::add_separation(const torch::Tensor& masks, const CropBatch& truth) {
  const torch::Tensor mixture = truth.mixture.unsqueeze(2);
  const torch::Tensor found = spectral_si_sdr_db(masks * mixture, truth.sources);
  const torch::Tensor before = spectral_si_sdr_db(mixture.expand_as(truth.sources), truth.sources);
  const torch::Tensor si_sdr_db = found.sum(0), improvement_db = (found - before).sum(0);
  si_sdr_db_ = si_sdr_db_.defined() ? si_sdr_db_ + si_sdr_db : si_sdr_db;
  improvement_db_ = improvement_db_.defined() ? improvement_db_ + improvement_db : improvement_db;
  separated_ += static_cast<double>(masks.size(0));
}

void CropJudge::add(const models::CerberusOutputs<torch::Tensor>& said, const CropBatch& truth,
                    const CropSet& set, const std::vector<Crop>& crops) {
  torch::Tensor masks = said.masks;
  if (!masks.defined() && said.embeddings.defined()) {
    std::vector<torch::Tensor> all;
    for (std::int64_t i = 0; i < truth.mixture.size(0); ++i)
      all.push_back(cluster_masks(said.embeddings[i], truth.mixture[i], truth.sources[i]));
    masks = torch::stack(all);
  }
  if (masks.defined()) add_separation(masks, truth);
  if (!said.rolls.defined()) return;
  const double duration_s = recipe_.crops.frames * models::kCerberusFrames.hop_s;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const Piece& piece = set.pieces[static_cast<std::size_t>(crops[i].piece)];
    const double first_s = static_cast<double>(crops[i].first_sample) / models::kCerberusRateHz;
    for (std::size_t n = 0; n < transcribed_.size(); ++n) {
      const PieceStem& stem = piece.stems[n];
      const auto item = static_cast<std::int64_t>(i), source = static_cast<std::int64_t>(n);
      transcribed_[n].push_back(
          {map_of(said.rolls[item].select(1, source)), map_of(truth.rolls[item].select(1, source)),
           notes_in_crop(stem, first_s, duration_s, recipe_.crops.least_velocity)});
    }
  }
}

void CropJudge::find_threshold(std::size_t instrument, InstrumentScore& score) const {
  const bool drums = models::cerberus_instrument(recipe_.network.instruments[instrument]) ==
                     models::kCerberusDrums;
  const auto& crops = transcribed_[instrument];
  for (int k = 1; k <= kThresholds; ++k) {
    InstrumentScore here = score;
    here.threshold = 0.05 * k;
    here.onset_f1 = here.on_off_f1 = here.frame_f1 = 0.0;
    for (const Transcribed& crop : crops) {
      const decode::RollRules rules{.threshold = here.threshold, .drums = drums};
      const auto found = timed(decode::notes_of_roll(crop.roll, rules, models::kCerberusFrames,
                                                     models::kCerberusPitchGrid));
      const auto truth = timed(crop.notes);
      const auto share = 1.0 / static_cast<double>(crops.size());
      here.onset_f1 += share * eval::score_notes(truth, found, eval::onset_and_pitch()).f1;
      here.on_off_f1 += share * eval::score_notes(truth, found, {}).f1;
      here.frame_f1 += share * frame_f1(crop.roll, crop.truth, here.threshold);
    }
    const bool is_better =
        std::tie(here.onset_f1, here.on_off_f1) > std::tie(score.onset_f1, score.on_off_f1);
    if (k == 1 || is_better) score = here;
  }
}

std::vector<InstrumentScore> CropJudge::scores() const {
  std::vector<InstrumentScore> all(transcribed_.size());
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto source = static_cast<std::int64_t>(n);
    if (separated_ > 0.0) {
      all[n].si_sdr_db = si_sdr_db_[source].item<double>() / separated_;
      all[n].improvement_db = improvement_db_[source].item<double>() / separated_;
    }
    if (!transcribed_[n].empty()) find_threshold(n, all[n]);
  }
  return all;
}

std::vector<Note> notes_in_crop(const PieceStem& stem, double first_s, double duration_s,
                                int least_velocity) {
  std::vector<Note> cut;
  const bool drums = stem.instrument == models::kCerberusDrums;
  for (Note note : notes_that_count(stem, least_velocity)) {
    const double onset_s = note.onset_s - first_s;
    note.onset_s = std::max(0.0, onset_s);
    note.offset_s = std::min(duration_s, note.offset_s - first_s);
    const bool begins_before = onset_s < 0.0;
    if (note.onset_s >= duration_s || note.offset_s <= note.onset_s) continue;
    if (begins_before && (drums || note.offset_s < kShortestNote_s)) continue;
    cut.push_back(note);
  }
  return cut;
}

std::vector<train::Figure> figures_of(const std::vector<InstrumentScore>& scores,
                                      const models::CerberusNetSpec& spec) {
  const bool separates = spec.separation || spec.clustering;
  std::vector<std::pair<const char*, double InstrumentScore::*>> fields;
  if (separates) {
    fields.emplace_back("si_sdr_db", &InstrumentScore::si_sdr_db);
    fields.emplace_back("si_sdri_db", &InstrumentScore::improvement_db);
  }
  if (spec.transcription) {
    fields.emplace_back("frame_f1", &InstrumentScore::frame_f1);
    fields.emplace_back("onset_f1", &InstrumentScore::onset_f1);
    fields.emplace_back("on_off_f1", &InstrumentScore::on_off_f1);
  }
  std::vector<train::Figure> figures;
  for (const auto& [name, field] : fields) figures.push_back({name, mean_of(scores, field)});
  for (std::size_t n = 0; n < scores.size(); ++n) {
    for (const auto& [name, field] : fields)
      figures.push_back({spec.instruments[n] + "_" + name, scores[n].*field});
  }
  return figures;
}

double score_of(const std::vector<InstrumentScore>& scores, const models::CerberusNetSpec& spec) {
  return mean_of(scores,
                 spec.transcription ? &InstrumentScore::onset_f1 : &InstrumentScore::si_sdr_db);
}

}  // namespace divisi::cerberus
