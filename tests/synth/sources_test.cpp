// Every own sound source: the label stands where the sound rises, and the sound has its pitch.
#include <gtest/gtest.h>

#include <cmath>

#include "listening.h"
#include "synth/expression.h"
#include "synth/melody.h"
#include "synth/plucked.h"
#include "synth/polyphonic_oscillator.h"

namespace divisi::synth {
namespace {

const std::vector<Note> kApart = {
    {0.5, 1.1, 57, 90}, {1.6, 2.2, 64, 90}, {2.7, 3.3, 69, 90}, {3.8, 4.4, 52, 90}};

TEST(Plucked, RisesAtTheLabelWithThePitchOfTheLabel) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    core::Rng rng(seed);
    PluckedTimbre timbre = draw_plucked(rng);
    timbre.tuning_cents = 0.0;
    timbre.knock = 0.0;
    timbre.inharmonicity = 1e-5;
    Signal out(to_sample(5.0), 0.0F);
    const std::vector<Note> labels = render_plucked(kApart, timbre, rng, out);
    ASSERT_EQ(labels.size(), kApart.size());
    for (const Note& label : labels) {
      EXPECT_NEAR(rise_s(out, label.onset_s - 0.1, label.onset_s + 0.1, 0.3), label.onset_s, 0.015);
      EXPECT_NEAR(pitch_of(out, label.onset_s + 0.02, label.onset_s + 0.2), label.pitch_midi, 0.5)
          << "seed " << seed;
    }
  }
}

TEST(Plucked, LabelEndsWhereTheNoteHasDied) {
  PluckedTimbre timbre;
  timbre.decay_s = 0.3;  // to -60 dB at middle C: -40 dB after 0.2 s
  core::Rng rng(1);
  Signal out(to_sample(3.0), 0.0F);
  const std::vector<Note> labels = render_plucked({{0.5, 2.5, 60, 90}}, timbre, rng, out);
  EXPECT_NEAR(labels.front().offset_s, 0.7, 0.01);
}

TEST(PolyphonicOscillator, RisesAtTheLabelWithThePitchOfTheLabel) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    core::Rng rng(seed);
    Spectrum spectrum = draw_oscillator(rng);
    spectrum.unison = 1;
    spectrum.fm_ratio = std::round(spectrum.fm_ratio);
    Envelope envelope;
    Signal out(to_sample(5.0), 0.0F);
    for (const Note& label : render_polyphonic(kApart, spectrum, envelope, rng, out)) {
      EXPECT_NEAR(rise_s(out, label.onset_s - 0.1, label.onset_s + 0.1, 0.3), label.onset_s, 0.015);
      EXPECT_NEAR(pitch_of(out, label.onset_s + 0.05, label.onset_s + 0.3), label.pitch_midi, 0.3)
          << "seed " << seed;
    }
  }
}

class EveryManner : public testing::TestWithParam<Manner> {};

Spectrum spectrum_of(Manner manner, core::Rng& rng) {
  switch (manner) {
    case Manner::voice:
      return draw_voice(rng, 60.0);
    case Manner::bowed:
      return draw_bowed(rng);
    case Manner::reed:
      return draw_reed(rng);
    case Manner::flute:
      return draw_flute(rng);
    case Manner::brass:
      return draw_brass(rng);
    default:
      return draw_oscillator(rng);
  }
}

TEST_P(EveryManner, DetachedNotesRiseAtTheirLabels) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    core::Rng rng(seed);
    const Spectrum spectrum = spectrum_of(GetParam(), rng);
    Expression expression = draw_expression(GetParam(), rng);
    expression.murmur_probability = 0.0;  // a murmur sounds before its label by design
    const ExpressiveLine line = plan_line(kApart, expression, 5.0, rng);
    Signal out(to_sample(5.0), 0.0F);
    render_tone(line.contour, spectrum, rng, out);  // without bursts: those come before
    for (const Note& label : line.labels) {
      const double rise = rise_s(out, label.onset_s - 0.15, label.onset_s + 0.3, 0.25);
      EXPECT_GT(rise, label.onset_s - 0.02) << "seed " << seed;
      EXPECT_LT(rise, label.onset_s + 0.01 + expression.attack_s) << "seed " << seed;
    }
  }
}

TEST_P(EveryManner, ContourReachesTheLabelledPitchAndKeepsIt) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    core::Rng rng(seed);
    Expression expression = draw_expression(GetParam(), rng);
    expression.tuning_cents = 0.0;
    expression.scoop_probability = 0.0;
    expression.vibrato_probability = 0.0;
    core::Rng melody_rng(seed);
    const std::vector<Note> melody = make_melody({10.0, 50, 74}, melody_rng);
    const ExpressiveLine line = plan_line(melody, expression, 10.0, rng);
    ASSERT_FALSE(line.labels.empty());
    for (const Note& label : line.labels) {
      const auto onset = static_cast<std::size_t>(label.onset_s / kControl_s) + 2;
      const auto middle =
          static_cast<std::size_t>(0.5 * (label.onset_s + label.offset_s) / kControl_s);
      // Half a semitone at the onset (the definition), plus intonation and drift.
      EXPECT_NEAR(line.contour.pitch_midi[onset], label.pitch_midi, 1.1);
      if (label.offset_s - label.onset_s < 0.2) continue;
      EXPECT_NEAR(line.contour.pitch_midi[middle], label.pitch_midi, 0.9);
    }
  }
}

TEST_P(EveryManner, SoundsAtTheLabelledPitch) {
  int right = 0;
  int all = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    core::Rng rng(seed);
    Spectrum spectrum = spectrum_of(GetParam(), rng);
    spectrum.fm_ratio = std::round(spectrum.fm_ratio);
    spectrum.unison = 1;
    Expression expression = draw_expression(GetParam(), rng);
    expression.tuning_cents = 0.0;
    const ExpressiveLine line = plan_line(kApart, expression, 5.0, rng);
    Signal out(to_sample(5.0), 0.0F);
    render_tone(line.contour, spectrum, rng, out);
    for (const Note& label : line.labels) {
      if (label.offset_s - label.onset_s < 0.3) continue;
      ++all;
      const double found = pitch_of(out, label.onset_s + 0.15, label.onset_s + 0.3);
      right += std::abs(found - label.pitch_midi) < 1.2;
    }
  }
  ASSERT_GT(all, 12);
  EXPECT_GE(right, all - all / 10);
}

TEST_P(EveryManner, LabelsAreOneAtATimeAndInside) {
  core::Rng rng(4);
  const Expression expression = draw_expression(GetParam(), rng);
  const std::vector<Note> chords = {
      {0.0, 1.0, 60, 80}, {0.0, 1.0, 64, 80}, {0.5, 0.52, 67, 80}, {0.9, 9.0, 67, 80}};
  const ExpressiveLine line = plan_line(chords, expression, 2.0, rng);
  for (std::size_t i = 0; i < line.labels.size(); ++i) {
    EXPECT_LT(line.labels[i].onset_s, line.labels[i].offset_s);
    EXPECT_LE(line.labels[i].offset_s, 2.0);
    if (i > 0) {
      EXPECT_LE(line.labels[i - 1].offset_s, line.labels[i].onset_s + 1e-9);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryManner,
                         testing::Values(Manner::voice, Manner::bowed, Manner::reed, Manner::flute,
                                         Manner::brass, Manner::oscillator));

TEST(Melody, StaysInRangeAndTime) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    core::Rng rng(seed);
    const std::vector<Note> notes = make_melody({12.0, 55, 72}, rng);
    ASSERT_GE(notes.size(), 4U);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      EXPECT_GE(notes[i].pitch_midi, 55);
      EXPECT_LE(notes[i].pitch_midi, 72);
      EXPECT_LE(notes[i].offset_s, 12.0);
      EXPECT_LT(notes[i].onset_s, notes[i].offset_s);
      if (i > 0) {
        EXPECT_GE(notes[i].onset_s, notes[i - 1].offset_s - 1e-9);
      }
    }
  }
}

/// One long note of a singer who does nothing but what the test asks for.
Expression steady_singer() {
  Expression e;
  e.legato_probability = e.scoop_probability = e.vibrato_probability = 0.0;
  e.consonant_probability = e.murmur_probability = e.fade_probability = 0.0;
  e.intonation_cents = e.drift_cents = e.jitter_cents = e.swell_db = 0.0;
  return e;
}

ExpressiveLine long_note(const Expression& expression, std::uint64_t seed) {
  core::Rng rng(seed);
  return plan_line({{0.5, 2.5, 60, 90}}, expression, 3.0, rng);
}

std::size_t control(double time_s) { return static_cast<std::size_t>(time_s / kControl_s + 0.5); }

TEST(Line, SungNoteMayTurnFromOneVowelToAnother) {
  Expression expression = steady_singer();
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const double probability : {0.0, 1.0}) {
      expression.diphthong_probability = probability;
      const ExpressiveLine line = long_note(expression, seed);
      ASSERT_EQ(line.labels.size(), 1U);
      const float moved =
          std::abs(line.contour.colour[control(2.49)] - line.contour.colour[control(0.95)]);
      if (probability == 0.0) {
        EXPECT_LT(moved, 1e-3F);
      } else {
        EXPECT_GT(moved, 1e-3F);
      }
    }
  }
}

TEST(Line, HummedEndIsSoftAndDarkAndBelongsToTheNote) {
  Expression expression = steady_singer();
  expression.hum_probability = 1.0;
  const ExpressiveLine line = long_note(expression, 1);
  ASSERT_EQ(line.labels.size(), 1U);
  EXPECT_DOUBLE_EQ(line.labels.front().offset_s, 2.5);
  const std::size_t end = control(2.495);
  const std::size_t middle = control(1.5);
  EXPECT_NEAR(line.contour.level[end], 0.3F * line.contour.level[middle], 1e-3F);
  EXPECT_LT(line.contour.effort[end], 0.5F * line.contour.effort[middle]);
}

TEST(Line, NoteThatFallsOffEndsHalfASemitoneDown) {
  Expression expression = steady_singer();
  expression.fall_probability = 1.0;
  expression.fall_semitones = 4.0;
  int fell = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const ExpressiveLine line = long_note(expression, seed);
    ASSERT_EQ(line.labels.size(), 1U);
    const double end_s = line.labels.front().offset_s;
    EXPECT_NEAR(line.contour.pitch_midi[control(end_s)], 59.5, 0.15);
    EXPECT_LT(line.contour.pitch_midi[control(2.5)], 59.3);
    EXPECT_GT(line.contour.level[control(2.5)], 0.0F);
    fell += end_s < 2.5;
  }
  EXPECT_EQ(fell, 10);
}

/// A fall of less than that is none.
TEST(Line, NoteThatFallsALittleKeepsItsEnd) {
  Expression expression = steady_singer();
  expression.fall_probability = 1.0;
  expression.fall_semitones = 0.4;
  EXPECT_DOUBLE_EQ(long_note(expression, 1).labels.front().offset_s, 2.5);
}

TEST(Line, LevelWobblesAsMuchAsIsAskedFor) {
  Expression expression = steady_singer();
  expression.wobble_db = 2.0;
  expression.wobble_s = 0.05;
  double sum = 0.0;
  double squares = 0.0;
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const ExpressiveLine line = long_note(expression, seed);
    const ExpressiveLine still = long_note(steady_singer(), seed);
    for (std::size_t t = control(0.8); t < control(2.4); ++t, ++count) {
      const double db = 20.0 * std::log10(line.contour.level[t] / still.contour.level[t]);
      sum += db;
      squares += db * db;
    }
  }
  EXPECT_NEAR(sum / count, 0.0, 0.5);
  EXPECT_NEAR(std::sqrt(squares / count), 2.0, 0.4);
}

TEST(Line, LevelFollowsTheVibrato) {
  Expression expression = steady_singer();
  expression.vibrato_probability = 1.0;
  expression.vibrato_cents = 50.0;
  expression.tremolo_db = 2.0;
  const ToneContour contour = long_note(expression, 1).contour;
  double together = 0.0;
  for (std::size_t t = control(1.2); t < control(2.4); ++t) {
    together += (contour.pitch_midi[t] - 60.0) * (contour.level[t] - contour.level[control(0.7)]);
  }
  EXPECT_GT(together, 0.0);
}

TEST(Line, OfNoNotesIsSilent) {
  core::Rng rng(1);
  const ExpressiveLine line = plan_line({}, draw_expression(Manner::voice, rng), 1.0, rng);
  EXPECT_TRUE(line.labels.empty());
  Signal out(to_sample(1.0), 0.0F);
  render_tone(line.contour, draw_voice(rng, 60.0), rng, out);
  EXPECT_EQ(rise_s(out, 0.0, 1.0, 0.5), 1.0);
}

}  // namespace
}  // namespace divisi::synth
