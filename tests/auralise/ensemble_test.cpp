#include "auralise/ensemble.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace divisi::auralise {
namespace {

using Sounds = std::vector<std::vector<float>>;

std::vector<Part> some_parts() {
  std::vector<Part> parts(3);
  parts[0].program = 0;
  parts[0].notes = {{0.1, 0.5, 69, 100}, {0.6, 0.9, 72, 100}};
  parts[1].program = 48;
  parts[1].notes = {{0.3, 0.9, 45, 60}};
  parts[2].is_drums = true;
  parts[2].notes = {{0.2, 0.3, 36, 100}, {0.5, 0.6, 42, 100}};
  return parts;
}

double level(const std::vector<float>& sound, double from_s, double to_s, int rate_hz = 44100) {
  double squares = 0.0;
  for (auto n = std::size_t(from_s * rate_hz); n < std::size_t(to_s * rate_hz); ++n)
    squares += double(sound[n]) * sound[n];
  return std::sqrt(squares / ((to_s - from_s) * rate_hz));
}

/// How strong a frequency is in a stretch of 0.1 s.
double strength(const std::vector<float>& sound, double from_s, double frequency_hz) {
  std::complex<double> sum = 0.0;
  for (std::size_t n = 0; n < 4410; ++n) {
    sum += double(sound[std::size_t(from_s * 44100.0) + n]) *
           std::polar(1.0, -2.0 * std::numbers::pi * frequency_hz * double(n) / 44100.0);
  }
  return std::abs(sum) / 2205.0;
}

Sounds render(Ensemble& ensemble, std::size_t count, std::size_t block) {
  Sounds whole, part;
  for (std::size_t done = 0; done < count; done += block) {
    ensemble.render(std::min(block, count - done), part);
    whole.resize(part.size());
    for (std::size_t p = 0; p < part.size(); ++p)
      whole[p].insert(whole[p].end(), part[p].begin(), part[p].end());
  }
  return whole;
}

void expect_plays_the_notes(const Sounds& sounds) {
  ASSERT_EQ(sounds.size(), 3U);
  EXPECT_LT(level(sounds[0], 0.0, 0.09), 1e-4);
  EXPECT_GT(level(sounds[0], 0.15, 0.4), 1e-3);
  EXPECT_GT(strength(sounds[0], 0.2, 440.0), 3.0 * strength(sounds[0], 0.2, 523.25));
  EXPECT_GT(strength(sounds[0], 0.7, 523.25), 3.0 * strength(sounds[0], 0.7, 440.0));
  EXPECT_LT(level(sounds[1], 0.0, 0.25), 1e-4);
  EXPECT_GT(strength(sounds[1], 0.6, 110.0) + strength(sounds[1], 0.6, 220.0), 1e-3);
  EXPECT_GT(level(sounds[2], 0.2, 0.25), 1e-3);
  for (const auto& sound : sounds) {
    for (const float sample : sound) ASSERT_TRUE(std::abs(sample) < 1.0F);
  }
}

TEST(AdditiveEnsemble, PlaysTheNotesOfEachPart) {
  const std::vector<Part> parts = some_parts();
  const auto ensemble = make_additive_ensemble(parts, {44100, 0.0});
  const Sounds sounds = render(*ensemble, 2 * 44100, 88200);
  expect_plays_the_notes(sounds);
  EXPECT_LT(level(sounds[1], 1.8, 2.0), 1e-4) << "a note ends";
  EXPECT_LT(level(sounds[2], 1.8, 2.0), 1e-4) << "a stroke fades";
  EXPECT_GT(strength(sounds[2], 0.2, 60.0), strength(sounds[2], 0.5, 60.0)) << "kick, then hi-hat";
}

/// Its A4 at 466.16 Hz is where 440 Hz has its A#4.
void expect_plays_a_semitone_higher(const Sounds& sounds) {
  EXPECT_GT(strength(sounds[0], 0.2, 466.16), 3.0 * strength(sounds[0], 0.2, 440.0));
  EXPECT_GT(strength(sounds[0], 0.7, 554.37), 3.0 * strength(sounds[0], 0.7, 523.25));
}

TEST(AdditiveEnsemble, PlaysInTheTuningThatIsAskedFor) {
  const std::vector<Part> parts = some_parts();
  const auto ensemble = make_additive_ensemble(parts, {44100, 0.0, 466.16});
  expect_plays_a_semitone_higher(render(*ensemble, 44100, 4096));
}

/// A voice that slides from its key to a semitone above it.
std::vector<Part> sliding_part() {
  std::vector<Part> parts(1);
  parts[0].program = 48;
  parts[0].notes = {{0.0, 1.0, 69, 100}};
  parts[0].notes[0].bend_cents.assign(10, 0);
  parts[0].notes[0].bend_cents.resize(20, 100);
  return parts;
}

void expect_slides(const Sounds& sounds) {
  EXPECT_GT(strength(sounds[0], 0.3, 440.0), 3.0 * strength(sounds[0], 0.3, 466.16));
  EXPECT_GT(strength(sounds[0], 0.7, 466.16), 3.0 * strength(sounds[0], 0.7, 440.0));
}

TEST(AdditiveEnsemble, BendsNotes) {
  const std::vector<Part> parts = sliding_part();
  expect_slides(render(*make_additive_ensemble(parts, {44100, 0.0}), 44100, 4096));
}

TEST(AdditiveEnsemble, BlocksDoNotMatterToTheBit) {
  std::vector<Part> parts = some_parts();
  parts[1].notes[0].bend_cents = {0, 50, -50};
  const auto whole = make_additive_ensemble(parts, {22050, 0.0});
  const auto blocks = make_additive_ensemble(parts, {22050, 0.0});
  EXPECT_EQ(render(*whole, 22050, 22050), render(*blocks, 22050, 333));
}

TEST(AdditiveEnsemble, BeginsWhereItIsTold) {
  const std::vector<Part> parts = some_parts();
  const auto ensemble = make_additive_ensemble(parts, {44100, 0.55});
  const Sounds sounds = render(*ensemble, 44100, 4096);
  EXPECT_GT(strength(sounds[0], 0.1, 523.25), 1e-3);
  EXPECT_LT(level(sounds[2], 0.0, 0.9), 1e-6);
}

TEST(AdditiveEnsemble, TakesAnyNoteAtAnyRate) {
  std::vector<Part> parts(2);
  parts[1].is_drums = true;
  for (int pitch = 0; pitch < 128; ++pitch) {
    for (Part& part : parts) part.notes.push_back({0.001 * pitch, 0.001 * pitch + 1e-6, pitch, 1});
  }
  for (const int rate : {4000, 192000}) {
    const auto ensemble = make_additive_ensemble(parts, {rate, 0.0});
    for (const auto& sound : render(*ensemble, std::size_t(rate) / 2, 1000)) {
      for (const float sample : sound) ASSERT_TRUE(std::isfinite(sample));
    }
  }
  EXPECT_TRUE(render(*make_additive_ensemble({}, {44100, 0.0}), 100, 100).empty());
}

TEST(FluidEnsemble, PlaysTheNotesOfEachPart) {
  // A small one, where it is there: large ones take seconds to load.
  std::filesystem::path soundfont = "/usr/share/sounds/sf2/TimGM6mb.sf2";
  if (!std::filesystem::exists(soundfont)) soundfont = installed_soundfont();
  if (soundfont.empty()) GTEST_SKIP() << "no soundfont is installed";
  const std::vector<Part> parts = some_parts();
  auto ensemble = make_fluid_ensemble(parts, {44100, 0.0}, soundfont);
  if (!ensemble && ensemble.error().code == ErrorCode::unsupported)
    GTEST_SKIP() << ensemble.error().message;
  ASSERT_TRUE(ensemble) << ensemble.error().message;
  const Sounds sounds = render(**ensemble, 2 * 44100, 1000);
  expect_plays_the_notes(sounds);
  const auto higher = make_fluid_ensemble(parts, {44100, 0.0, 466.16}, soundfont);
  ASSERT_TRUE(higher) << higher.error().message;
  expect_plays_a_semitone_higher(render(**higher, 44100, 4096));
  const std::vector<Part> sliding = sliding_part();
  const auto bent = make_fluid_ensemble(sliding, {44100, 0.0}, soundfont);
  ASSERT_TRUE(bent) << bent.error().message;
  expect_slides(render(**bent, 44100, 4096));
}

TEST(FluidEnsemble, SaysWhatIsWrong) {
  const std::vector<Part> parts = some_parts();
  const auto absent = make_fluid_ensemble(parts, {}, "/no/such.sf2");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().message, "/no/such.sf2: no such soundfont");
  const auto wrong = make_fluid_ensemble(parts, {}, DIVISI_SOURCE_DIR "/README.md");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace divisi::auralise
