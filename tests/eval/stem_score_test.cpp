// Stems whose number and names nobody gave: matching, silence, oracles, tables.
#include "eval/stem_score.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/json.h"
#include "core/rng.h"
#include "eval/ideal_stems.h"
#include "eval/stem_report.h"

namespace divisi::eval {
namespace {

using Signal = std::vector<float>;
constexpr int kRate_hz = 8000;

Signal tone(double frequency_hz, std::size_t count = 16000) {
  Signal signal(count);
  for (std::size_t i = 0; i < count; ++i) {
    signal[i] = static_cast<float>(
        0.3 * std::sin(6.283185307179586 * frequency_hz * static_cast<double>(i) / kRate_hz));
  }
  return signal;
}

Signal sum(const std::vector<Signal>& signals) {
  Signal total(signals.front().size(), 0.0F);
  for (const Signal& signal : signals) {
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += signal[i];
  }
  return total;
}

Signal scaled(Signal signal, float factor) {
  for (float& sample : signal) sample *= factor;
  return signal;
}

const Signal kLow = tone(200.0);
const Signal kMiddle = tone(800.0);
const Signal kHigh = tone(3100.0);
const Signal kMixture = sum({kLow, kMiddle, kHigh});
const std::vector<NamedSound> kReferences = {{"low", kLow}, {"middle", kMiddle}, {"high", kHigh}};

TEST(ScoreStems, NothingAgainstNothing) {
  const StemClipScore none = score_stems({}, {}, {});
  EXPECT_TRUE(none.parts.empty());
  EXPECT_EQ(none.silent_count, 0U);
  const StemClipScore without_stems = score_stems(kMixture, kReferences, {});
  ASSERT_EQ(without_stems.parts.size(), 3U);
  for (const StemFigures& part : without_stems.parts) {
    EXPECT_TRUE(part.estimate.empty());
    EXPECT_EQ(part.improvement_db, 0.0);
    EXPECT_NEAR(part.figures.sdr_db, part.mixture_sdr_db, 1e-9);
  }
}

TEST(ScoreStems, FindsWhoIsWhoWhateverTheOrderAndNumber) {
  const std::vector<NamedSound> stems = {{"residual", scaled(kMixture, 0.1F)},
                                         {"a", sum({kHigh, scaled(kLow, 0.1F)})},
                                         {"b", sum({kLow, scaled(kHigh, 0.01F)})},
                                         {"c", sum({kMiddle, scaled(kHigh, 0.03F)})}};
  const StemClipScore score = score_stems(kMixture, kReferences, stems);
  ASSERT_EQ(score.parts.size(), 3U);
  EXPECT_EQ(score.parts[0].estimate, "b");
  EXPECT_EQ(score.parts[1].estimate, "c");
  EXPECT_EQ(score.parts[2].estimate, "a");
  EXPECT_NEAR(score.parts[2].figures.sdr_db, 20.0, 0.1);
  EXPECT_NEAR(score.parts[2].mixture_sdr_db, -3.01, 0.1);
  EXPECT_NEAR(score.parts[2].improvement_db, 23.0, 0.2);
  EXPECT_EQ(score.estimate_count, 4U);
}

TEST(ScoreStems, AReferenceWithoutAStemGainsNothing) {
  const StemClipScore score =
      score_stems(kMixture, kReferences, {{"a", kHigh}, {"silent", Signal(16000, 0.0F)}});
  EXPECT_EQ(score.estimate_count, 1U) << "silence is no stem";
  int unmatched = 0;
  for (const StemFigures& part : score.parts) {
    if (!part.estimate.empty()) continue;
    ++unmatched;
    EXPECT_EQ(part.improvement_db, 0.0);
  }
  EXPECT_EQ(unmatched, 2);
  EXPECT_EQ(score.parts[2].estimate, "a");
}

TEST(ScoreStems, SilentReferencesAreLeftOutAndCounted) {
  const std::vector<NamedSound> references = {
      {"low", kLow}, {"silent", Signal(16000, 0.0F)}, {"hiss", scaled(kHigh, 0.001F)}};
  const StemClipScore score = score_stems(kMixture, references, {{"a", kLow}});
  ASSERT_EQ(score.parts.size(), 1U);
  EXPECT_EQ(score.parts[0].source, "low");
  EXPECT_EQ(score.silent_count, 2U);
  EXPECT_TRUE(is_heard(scaled(kHigh, 0.01F), kMixture));
  EXPECT_FALSE(is_heard(Signal(16000, 0.0F), Signal(16000, 0.0F)));
}

TEST(ScoreStems, NamesAreTakenAtTheirWord) {
  const std::vector<NamedSound> stems = {{"Low", kHigh}, {"03_high", kHigh}};
  const StemClipScore score =
      score_stems(kMixture, kReferences, stems, {StemMatching::by_name, false});
  EXPECT_EQ(score.parts[0].estimate, "Low") << "however it is written";
  EXPECT_LT(score.parts[0].improvement_db, -20.0);
  EXPECT_TRUE(score.parts[1].estimate.empty());
  EXPECT_GT(score.parts[2].improvement_db, 50.0);
}

TEST(ScoreStems, BssEvalIsThereWhenAskedFor) {
  const Signal low = tone(200.0, 2000);
  const Signal high = tone(3100.0, 2000);
  const Signal mixture = sum({low, high});
  const std::vector<NamedSound> references = {{"low", low}, {"high", high}};
  EXPECT_FALSE(score_stems(mixture, references, references).parts[0].bss_eval);
  const StemClipScore score =
      score_stems(mixture, references, references, {StemMatching::by_sound, true});
  ASSERT_TRUE(score.parts[0].bss_eval);
  EXPECT_GT(score.parts[0].bss_eval->sdr_db, 40.0);
}

TEST(RatioMask, SeparatesWhatLiesApartAndSharesTheRest) {
  const std::vector<NamedSound> stems = ratio_mask_stems(kMixture, kReferences);
  ASSERT_EQ(stems.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(stems[i].name, kReferences[i].name);
    EXPECT_GT(si_sdr_db(stems[i].samples, kReferences[i].samples), 30.0);
  }
  // Of a mixture with something that no reference has, the mask leaves that out.
  const Signal more = sum({kMixture, scaled(tone(1500.0), 2.0F)});
  EXPECT_GT(si_sdr_db(ratio_mask_stems(more, kReferences)[1].samples, kMiddle), 25.0);
  EXPECT_TRUE(ratio_mask_stems({}, {}).empty());
  EXPECT_TRUE(ratio_mask_stems(Signal{}, {{"none", {}}})[0].samples.empty());
}

TEST(PhaseMask, KnowsMoreThanTheRatioMask) {
  // Two sources in the same bins.
  core::Rng rng(5);
  Signal first(8000);
  Signal second(8000);
  for (float& sample : first) sample = static_cast<float>(rng.normal(0.0, 0.1));
  for (float& sample : second) sample = static_cast<float>(rng.normal(0.0, 0.1));
  const std::vector<NamedSound> references = {{"first", first}, {"second", second}};
  const Signal mixture = sum({first, second});
  const double ratio_db = si_sdr_db(ratio_mask_stems(mixture, references)[0].samples, first);
  const double phase_db = si_sdr_db(phase_mask_stems(mixture, references)[0].samples, first);
  EXPECT_GT(ratio_db, 3.0);
  EXPECT_GT(phase_db, ratio_db + 1.0);
  EXPECT_GT(si_sdr_db(phase_mask_stems(kMixture, kReferences)[1].samples, kMiddle), 30.0);
  EXPECT_EQ(phase_mask_stems(Signal(4000, 0.0F), {{"none", Signal(4000, 0.0F)}})[0].samples,
            Signal(4000, 0.0F));
}

core::AnnotatedNote note(double pitch_midi, const char* source) {
  return {0.0, 1.0, pitch_midi, core::kUnknownVelocity, source};
}

TEST(PitchBandStems, CutTheSpectrumBetweenEqualSharesOfNotes) {
  // G3, G5 and G7 are next to 200, 800 and 3100 Hz.
  const std::vector<core::AnnotatedNote> notes = {note(55, "x"), note(79, "x"), note(103, "x"),
                                                  note(36, "drums"), note(36, "drums")};
  const std::vector<NamedSound> bands = pitch_band_stems(kMixture, kRate_hz, notes, 3);
  ASSERT_EQ(bands.size(), 3U);
  EXPECT_GT(si_sdr_db(bands[0].samples, kLow), 30.0);
  EXPECT_GT(si_sdr_db(bands[1].samples, kMiddle), 30.0);
  EXPECT_GT(si_sdr_db(bands[2].samples, kHigh), 30.0);
  const Signal again = sum({bands[0].samples, bands[1].samples, bands[2].samples});
  for (std::size_t i = 0; i < again.size(); ++i) ASSERT_NEAR(again[i], kMixture[i], 1e-5);
}

TEST(PitchBandStems, OneBandIsTheMixtureAndWithoutNotesThereAreNone) {
  EXPECT_TRUE(pitch_band_stems(kMixture, kRate_hz, {}, 3).empty());
  EXPECT_TRUE(pitch_band_stems(kMixture, kRate_hz, {note(36, "drums:KD")}, 3).empty());
  EXPECT_GT(
      si_sdr_db(pitch_band_stems(kMixture, kRate_hz, {note(60, "x")}, 1)[0].samples, kMixture),
      90.0);
  EXPECT_EQ(pitch_band_stems(kMixture, kRate_hz, {note(60, "x")}, 4).size(), 4U)
      << "more bands than notes";
}

StemFigures part(const char* source, const char* estimate, double mixture_db, double sdr_db) {
  return {source, estimate, {sdr_db, 10.0, 11.0}, mixture_db, sdr_db - mixture_db, std::nullopt};
}

TEST(StemReport, MediansAndMeansAreOverParts) {
  EXPECT_EQ(summarize_stems({}).at("parts"), 0.0);
  const std::vector<StemClipScore> clips = {
      {"1", "g", {part("a", "x", -3, 7), part("b", "", -5, -5)}, 1, 2},
      {"2", "h", {part("a", "x", 0, 3.5), part("b", "y", 1, 3)}, 0, 2}};
  const auto figures = summarize_stems(clips);
  EXPECT_EQ(figures.at("clips"), 2.0);
  EXPECT_EQ(figures.at("parts"), 4.0);
  EXPECT_EQ(figures.at("silent"), 1.0);
  EXPECT_EQ(figures.at("unmatched"), 1.0);
  EXPECT_DOUBLE_EQ(figures.at("gain_mean"), (10.0 + 0.0 + 3.5 + 2.0) / 4.0);
  EXPECT_DOUBLE_EQ(figures.at("gain_median"), (2.0 + 3.5) / 2.0);
  EXPECT_DOUBLE_EQ(figures.at("gain_above3"), 0.5);
  EXPECT_DOUBLE_EQ(figures.at("sdr_mean"), (7.0 - 5.0 + 3.5 + 3.0) / 4.0);
  EXPECT_EQ(figures.count("bss_sdr_mean"), 0U);
}

TEST(StemReport, TablesAndJsonHaveEveryGroupClipAndSource) {
  const std::vector<StemReport> reports = {
      {"ours", {{"1", "g", {part("piano", "x", -3, 7)}, 1, 2}, {"2", "h", {}, 3, 0}}}};
  const std::string table = format_stem_table(reports, true);
  for (const char* said : {"| 1 | ours | 1 | 1 | 1 | 0 | 10.00 | 10.00 | 1.00 | -3.00 | 7.00 |",
                           "| g | ours | 1 | 1 | 1 |", "| h | ours | 1 | 0 | 3 | 0 | - |",
                           "| all | ours | 2 | 1 | 4 |", "| piano | ours | - | 1 | - |"}) {
    EXPECT_NE(table.find(said), std::string::npos) << said << "\n" << table;
  }
  EXPECT_EQ(table.find("SAR |\n|---"), table.find("SI-SAR |\n|---") + 3) << "no BSS Eval";
  EXPECT_EQ(format_stem_table(reports, false, 0).find("| piano |"), std::string::npos);
  const auto json = core::parse_json(format_stem_json(reports), "figures");
  ASSERT_TRUE(json) << json.error().message;
  const core::JsonValue& report = json->items.at(0);
  EXPECT_EQ(report.find("clips")->members.size(), 2U);
  EXPECT_EQ(report.find("overall")->find("gain_median")->number, 10.0);
  EXPECT_EQ(report.find("sources")->find("piano")->find("sdr_mean")->number, 7.0);
  EXPECT_TRUE(core::parse_json(format_stem_json({}), "none"));
}

}  // namespace
}  // namespace divisi::eval
