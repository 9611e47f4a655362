#include "synth/disguise.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "listening.h"
#include "synth/degrade.h"
#include "synth/tape.h"

namespace divisi::synth {
namespace {

Signal tone(double hz, double duration_s) {
  Signal signal(to_sample(duration_s));
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    signal[i] = static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * hz * t));
  }
  return signal;
}

TEST(Tape, WhatIsPlayedHigherAndFasterSoundsAsWritten) {
  for (const int semitones : {-5, -2, 3, 12}) {
    const Tape tape(semitones);
    const std::vector<Note> written = {{0.5, 1.25, 60, 80}};
    const std::vector<Note> played = tape.to_play(written);
    EXPECT_EQ(played[0].pitch_midi, 60 + semitones);
    const double hz = hz_of_pitch(played[0].pitch_midi);
    const Signal sound = tape.as_it_sounds(tone(hz, tape.time_to_play(2.0)), to_sample(2.0));
    ASSERT_EQ(sound.size(), to_sample(2.0));
    EXPECT_NEAR(pitch_of(sound, 0.0, 2.0), 60.0, 0.05) << semitones;
    const std::vector<Note> heard = tape.as_they_sound(played);
    EXPECT_EQ(heard[0].pitch_midi, 60);
    EXPECT_NEAR(heard[0].onset_s, 0.5, 1e-12);
    EXPECT_NEAR(heard[0].offset_s, 1.25, 1e-12);
    const std::vector<PedalSpan> pedals = tape.to_play(std::vector<PedalSpan>{{0.5, 1.0}});
    EXPECT_NEAR(pedals[0].down_s, played[0].onset_s, 1e-12);
  }
}

TEST(Body, ResoundsWhereItResonatesAndNowhereElse) {
  const Body body{{{1000.0, 250.0, 9.0}}, 0.0};
  const auto gain_db = [&](double hz) {
    Signal sound = tone(hz, 1.0);
    const double before = active_rms(sound);
    resound(sound, body);
    return 20.0 * std::log10(active_rms(sound) / before);
  };
  EXPECT_NEAR(gain_db(1000.0), 9.0, 0.3);
  EXPECT_NEAR(gain_db(100.0), 0.0, 0.3);
  EXPECT_NEAR(gain_db(8000.0), 0.0, 0.3);
  Signal silence(1000, 0.0F);
  resound(silence, body);
  EXPECT_EQ(silence, Signal(1000, 0.0F));
}

TEST(Disguise, IsForPitchedPartsThatCanPlayIt) {
  Recipe recipe;
  recipe.tape_probability = 1.0;
  recipe.body_probability = 1.0;
  std::map<std::string, SampleSet> samples;
  samples["viola"].notes[60];  // reaches from 56 to 64
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(5);
  int sizes = 0;
  for (int clip = 0; clip < 100; ++clip) {
    std::vector<PlannedPart> plan(3);
    for (PlannedPart& planned : plan) planned.part.notes = {{0.0, 1.0, 62, 80}};
    plan[1].part.is_drums = true;
    plan[2].source = Source::sampled;
    plan[2].sample_set = "viola";
    give_disguises(context, plan, rng);
    sizes += plan[0].tape_semitones != 0;
    EXPECT_TRUE(plan[0].body && plan[2].body);
    EXPECT_FALSE(plan[1].body);
    EXPECT_EQ(plan[1].tape_semitones, 0);
    EXPECT_LE(plan[2].tape_semitones, 2);
    EXPECT_GE(plan[2].tape_semitones, -5);
  }
  EXPECT_GT(sizes, 80);
}

TEST(Disguise, NobodyWhoIsNotAskedForOne) {
  const Recipe recipe;
  const std::map<std::string, SampleSet> samples;
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(5);
  std::vector<PlannedPart> plan(20);
  give_disguises(context, plan, rng);
  for (const PlannedPart& planned : plan) {
    EXPECT_FALSE(planned.body);
    EXPECT_EQ(planned.tape_semitones, 0);
  }
}

}  // namespace
}  // namespace divisi::synth
