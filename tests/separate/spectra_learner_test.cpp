#include "separate/spectra_learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "separate/fitted_shares.h"
#include "separate/gain_fit.h"

namespace divisi::separate {
namespace {

constexpr int kRate_hz = 44100;
constexpr FrameGrid kFrames = {2048.0 / 44100.0, 0.0};

Part line(std::vector<int> pitches, double note_s) {
  Part part;
  double onset_s = 0.0;
  for (const int pitch : pitches) {
    part.notes.push_back({onset_s, onset_s + note_s, pitch, 90});
    onset_s += note_s;
  }
  return part;
}

/// Levels as if every component sounded as `spectra` say and as loud as expected.
std::vector<float> levels_of(Components& components, const std::vector<BandProfile>& spectra,
                             std::size_t frames) {
  std::vector<float> levels(frames * kBands);
  std::vector<Sounding> sounding;
  for (std::size_t t = 0; t < frames; ++t) {
    components.at(kFrames.time_s(double(t)), sounding);
    for (const Sounding& one : sounding) {
      for (std::size_t band = 0; band < kBands; ++band) {
        levels[t * kBands + band] += one.gain * spectra[std::size_t(one.component)][band];
      }
    }
  }
  return levels;
}

/// The expected spectra with every second harmonic of the second part taken away, as a clarinet's.
std::vector<BandProfile> hollow(const Components& components, int part) {
  std::vector<BandProfile> spectra = components.expected();
  for (int c = 0; c < components.count(); ++c) {
    if (components.part_of(c) != part) continue;
    BandProfile& spectrum = spectra[std::size_t(c)];
    const auto lowest = std::max_element(spectrum.begin(), spectrum.end()) - spectrum.begin();
    const double octave = band_at(2.0 * band_hz(int(lowest)));
    float sum = 0.0F;
    for (int band = 0; band < kBands; ++band) {
      float& cell = spectrum[std::size_t(band)];
      if (std::abs(band - octave) < 5) cell *= 0.01F;
      sum += cell;
    }
    for (float& cell : spectrum) cell /= sum;
  }
  return spectra;
}

float distance(const BandProfile& a, const BandProfile& b) {
  float sum = 0.0F;
  for (std::size_t band = 0; band < kBands; ++band) sum += std::abs(a[band] - b[band]);
  return sum;
}

TEST(SpectraLearner, OfNothingKeepsWhatIsExpected) {
  const std::vector<Part> parts = {line({60, 62}, 1.0)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  SpectraLearner learner(components, kFrames);
  EXPECT_EQ(learner.finish({}), components.expected());
}

TEST(SpectraLearner, OfSilenceKeepsWhatIsExpected) {
  const std::vector<Part> parts = {line({60, 62}, 1.0)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  SpectraLearner learner(components, kFrames);
  EXPECT_EQ(learner.finish(std::vector<float>(200 * kBands, 0.0F)), components.expected());
}

TEST(SpectraLearner, LearnsATimbreThatIsNotTheExpectedOne) {
  // Two parts that sound together, never the same two pitches twice.
  const std::vector<Part> parts = {line({48, 50, 52, 53, 55, 48, 53, 50}, 1.0),
                                   line({72, 74, 71, 72, 74, 71, 74, 72}, 0.9)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  const std::vector<BandProfile> truth = hollow(components, 1);
  SpectraLearner learner(components, kFrames);
  const std::vector<BandProfile> spectra = learner.finish(levels_of(components, truth, 170));
  for (std::size_t c = 0; c + 1 < spectra.size(); ++c) {
    if (components.part_of(int(c)) != 1) continue;
    EXPECT_LT(distance(spectra[c], truth[c]), 0.4F * distance(components.expected()[c], truth[c]))
        << c;
  }
}

TEST(SpectraLearner, CarriesFromBlockToBlock) {
  // 50 s: two whole blocks of 20 s, which learn() takes away, and a rest.
  const std::vector<Part> parts = {line(std::vector<int>(25, 60), 2.0)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  const std::vector<BandProfile> truth = hollow(components, 0);
  SpectraLearner learner(components, kFrames);
  std::vector<float> levels = levels_of(components, truth, 1075);
  learner.learn(levels);
  EXPECT_EQ(levels.size(), (1075U - 2 * 431U) * kBands);
  EXPECT_LT(distance(learner.finish(levels)[0], truth[0]), 0.1F);
}

TEST(SpectraLearner, DoesNotDependOnHowLevelsCome) {
  const std::vector<Part> parts = {line({48, 50, 52, 53, 55, 48, 53, 50}, 3.0),
                                   line({72, 74, 71, 72, 74, 71, 74, 72}, 2.9)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  const std::vector<float> all = levels_of(components, hollow(components, 1), 500);
  SpectraLearner at_once(components, kFrames), in_drops(components, kFrames);
  std::vector<float> levels = all, rest;
  at_once.learn(levels);
  for (std::size_t t = 0; t < 500; t += 10) {
    rest.insert(rest.end(), all.begin() + std::ptrdiff_t(t * kBands),
                all.begin() + std::ptrdiff_t((t + 10) * kBands));
    in_drops.learn(rest);
  }
  EXPECT_EQ(at_once.finish(levels), in_drops.finish(rest));
}

TEST(GainFit, FindsGainsThatWereMixed) {
  const std::vector<Part> parts = {line({48}, 1.0), line({67}, 1.0)};
  Components components(parts, separation_stft(kRate_hz), kRate_hz);
  std::vector<Sounding> truth;
  components.at(0.5, truth);
  truth[0].gain = 0.3F;
  truth[1].gain = 0.05F;
  truth[2].gain = 0.001F;
  std::vector<float> level(kBands);
  for (const Sounding& one : truth) {
    for (std::size_t band = 0; band < kBands; ++band) {
      level[band] += one.gain * components.expected()[std::size_t(one.component)][band];
    }
  }
  std::vector<Sounding> found;
  components.at(0.5, found);
  start_gains(level.data(), found);
  BandProfile ratio;
  for (int step = 0; step < 200; ++step) {
    improve_gains(level.data(), found, components.expected(), ratio);
  }
  EXPECT_NEAR(found[0].gain, 0.3F, 0.003F);
  EXPECT_NEAR(found[1].gain, 0.05F, 0.003F);
}

}  // namespace
}  // namespace divisi::separate
