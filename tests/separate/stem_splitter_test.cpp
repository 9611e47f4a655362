#include "separate/stem_splitter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/rng.h"
#include "separate/fitted_shares.h"
#include "separate/level_meter.h"
#include "separate/spectra_learner.h"
#include "separate/whole_samples.h"

namespace divisi::separate {
namespace {

using Samples = std::vector<std::int32_t>;

std::vector<Part> some_parts() {
  core::Rng rng(11);
  std::vector<Part> parts(3);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (int i = 0; i < 40; ++i) {
      const double onset_s = rng.uniform(0.0, 4.0);
      parts[p].notes.push_back({onset_s, onset_s + 0.3, rng.integer(40, 80), 90});
    }
  }
  parts[2].is_drums = true;
  return parts;
}

std::vector<float> noise(std::size_t count, float amplitude, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = amplitude * float(rng.uniform(-1.0, 1.0));
  return samples;
}

/// Looks two frames back and ahead: a part's share is how loud the neighbourhood is.
class NosyShares final : public ShareEstimator {
 public:
  int source_count() const override { return 3; }
  int context_frames() const override { return 2; }
  void estimate(const Stretch& stretch, std::vector<float>& shares) override {
    shares.assign(std::size_t(stretch.end - stretch.begin) * 3 * kBands, 0.25F);
    float* cells = shares.data();
    for (std::int64_t t = stretch.begin; t < stretch.end; ++t, cells += 3 * kBands) {
      float sum = 0.0F;
      for (std::int64_t u = std::max(stretch.first, t - 2); u < std::min(stretch.last, t + 3); ++u)
        sum += stretch.level(u)[100] + float(u % 7);
      const float share = sum / (1.0F + 2.0F * sum);
      std::fill_n(cells, kBands, share);
      std::fill_n(cells + kBands, kBands, 0.5F - 0.5F * share);
    }
  }
};

struct Split {
  std::vector<Samples> stems;  // the residual last
  std::int64_t cut_off = 0;
};

Split split(std::unique_ptr<ShareEstimator> estimator, SplitterOptions options,
            const std::vector<float>& input, std::size_t block_frames) {
  Split result;
  result.stems.resize(options.sources.size() + 1);
  const auto channels = std::size_t(options.channel_count);
  StemSplitter splitter(std::move(estimator), options);
  const auto keep = [&](const StemBlock& block) -> Expected<void> {
    for (std::size_t s = 0; s < block.samples.size(); ++s) {
      EXPECT_EQ(block.samples[s].size(), block.frames * channels);
      result.stems[s].insert(result.stems[s].end(), block.samples[s].begin(),
                             block.samples[s].end());
    }
    return {};
  };
  const std::size_t frames = input.size() / channels;
  for (std::size_t done = 0; done < frames; done += block_frames) {
    const std::size_t count = std::min(block_frames, frames - done);
    EXPECT_TRUE(splitter.push(input.data() + done * channels, count, keep));
  }
  EXPECT_TRUE(splitter.finish(keep));
  result.cut_off = splitter.cut_off_count();
  return result;
}

/// By the spectra that are expected.
std::unique_ptr<ShareEstimator> shares_of(const std::vector<Part>& parts, int sample_rate_hz) {
  Components components(parts, separation_stft(sample_rate_hz), sample_rate_hz);
  std::vector<BandProfile> spectra = components.expected();
  return std::make_unique<FittedShares>(std::move(components), std::move(spectra));
}

/// By the spectra that a mono recording at 44.1 kHz teaches.
std::unique_ptr<ShareEstimator> learned_shares(const std::vector<Part>& parts, double start_s,
                                               const std::vector<float>& input) {
  const features::StftSpec spec = separation_stft(44100);
  Components components(parts, spec, 44100);
  LevelMeter meter(spec, 44100, 1);
  SpectraLearner learner(components, {spec.hop_samples / 44100.0, start_s});
  std::vector<float> levels;
  meter.push(input.data(), input.size(), levels);
  meter.finish(levels);
  std::vector<BandProfile> spectra = learner.finish(levels);
  return std::make_unique<FittedShares>(std::move(components), std::move(spectra));
}

Split split_by_notes(const std::vector<Part>& parts, const SplitterOptions& options,
                     const std::vector<float>& input, std::size_t block_frames = 4096) {
  return split(shares_of(parts, options.sample_rate_hz), options, input, block_frames);
}

void expect_adds_up(const Split& result, const std::vector<float>& input) {
  for (const Samples& stem : result.stems) ASSERT_EQ(stem.size(), input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    std::int64_t sum = 0;
    for (const Samples& stem : result.stems) {
      ASSERT_TRUE(stem[i] >= kLowest24 && stem[i] <= kHighest24);
      sum += stem[i];
    }
    ASSERT_EQ(sum, std::lrint(double(input[i]) * 8388608.0)) << "sample " << i;
  }
}

TEST(StemSplitter, AddsUpToTheInputAtEveryRateLengthAndChannelCount) {
  const std::vector<Part> parts = some_parts();
  for (const int rate : {8000, 44100, 96000}) {
    for (const int channels : {1, 2, 6}) {
      for (const std::size_t frames : {std::size_t(1), std::size_t(777), std::size_t(rate)}) {
        const std::vector<float> input = noise(frames * std::size_t(channels), 1.0F, frames);
        expect_adds_up(split_by_notes(parts, {rate, channels, 0.0, {0, 1, 2}, 1}, input), input);
      }
    }
  }
}

TEST(StemSplitter, OfNothingGivesNothing) {
  const std::vector<Part> parts = some_parts();
  const Split result = split_by_notes(parts, {44100, 2, 0.0, {0, 1, 2}, 1}, {});
  for (const Samples& stem : result.stems) EXPECT_TRUE(stem.empty());
}

TEST(StemSplitter, SilenceStaysSilent) {
  const std::vector<Part> parts = some_parts();
  const std::vector<float> input(30001, 0.0F);
  const Split result = split_by_notes(parts, {22050, 1, 0.0, {0, 1, 2}, 1}, input);
  for (const Samples& stem : result.stems) EXPECT_EQ(stem, Samples(input.size(), 0));
}

TEST(StemSplitter, WithoutStemsAllIsResidual) {
  const std::vector<float> input = noise(50000, 0.9F, 1);
  const Split result = split_by_notes({}, {44100, 2, 0.0, {}, 1}, input, 777);
  ASSERT_EQ(result.stems.size(), 1U);
  expect_adds_up(result, input);
}

TEST(StemSplitter, HoldsWhatIsBeyondFullScale) {
  const std::vector<Part> parts = some_parts();
  const std::vector<float> input = noise(40000, 1.8F, 2);
  const Split result = split_by_notes(parts, {44100, 1, 0.0, {0, 1}, 1}, input);
  EXPECT_EQ(result.cut_off, 0);
  expect_adds_up(result, input);
}

TEST(StemSplitter, CutsOffWhatNoStemCanHoldAndCounts) {
  std::vector<float> input(1000, 0.0F);
  input[10] = 1.5F;
  input[20] = -2e5F;
  input[30] = -1.0F;
  const Split result = split_by_notes({}, {8000, 1, 0.0, {}, 1}, input);
  EXPECT_EQ(result.cut_off, 2);
  EXPECT_EQ(result.stems[0][10], kHighest24);
  EXPECT_EQ(result.stems[0][20], kLowest24);
  EXPECT_EQ(result.stems[0][30], kLowest24);
}

TEST(StemSplitter, NeitherBlocksNorThreadsMatterToTheBit) {
  const std::vector<float> input = noise(2 * 150001, 0.7F, 3);
  const SplitterOptions options{44100, 2, 0.0, {1, 0}, 1};
  const Split whole = split(std::make_unique<NosyShares>(), options, input, 150001);
  expect_adds_up(whole, input);
  for (const std::size_t block : {1009, 16384, 70000}) {
    EXPECT_EQ(split(std::make_unique<NosyShares>(), options, input, block).stems, whole.stems);
  }
  SplitterOptions threaded = options;
  threaded.threads = 4;
  EXPECT_EQ(split(std::make_unique<NosyShares>(), threaded, input, 5000).stems, whole.stems);
}

TEST(StemSplitter, LeavesOthersToTheResidual) {
  const std::vector<Part> parts = some_parts();
  const std::vector<float> input = noise(44100, 0.5F, 4);
  const Split all = split_by_notes(parts, {44100, 1, 0.0, {0, 1, 2}, 1}, input);
  const Split one = split_by_notes(parts, {44100, 1, 0.0, {1}, 1}, input);
  EXPECT_EQ(one.stems[0], all.stems[1]);
  expect_adds_up(one, input);
}

double level_db(const Samples& samples) {
  double squares = 1e-9;
  for (const std::int32_t sample : samples) squares += double(sample) * sample;
  return 10.0 * std::log10(squares / double(samples.size()));
}

TEST(StemSplitter, TakesTwoTonesApartAtTheTimesOfTheirNotes) {
  // Two seconds of A3 and E5 with a few harmonics each; the notes are told from 10 s on.
  Part low, high;
  low.notes = {{10.0, 12.0, 57, 100}};
  high.notes = {{10.0, 12.0, 76, 100}};
  const auto tone = [](double f0, std::size_t n) {
    double sum = 0.0;
    for (const int h : {1, 2, 4}) {
      sum += 0.1 / h * std::sin(2.0 * std::numbers::pi * f0 * h * double(n) / 44100.0);
    }
    return float(sum);
  };
  std::vector<float> input(88200);
  Samples expected_low(input.size());
  for (std::size_t n = 0; n < input.size(); ++n) {
    expected_low[n] = whole_sample(tone(220.0, n));
    input[n] = tone(220.0, n) + tone(659.26, n);
  }
  const std::vector<Part> parts = {low, high};
  Split result =
      split(learned_shares(parts, 10.0, input), {44100, 1, 10.0, {0, 1}, 1}, input, 4096);
  Samples error = result.stems[0];
  for (std::size_t n = 0; n < error.size(); ++n) error[n] -= expected_low[n];
  EXPECT_GT(level_db(expected_low) - level_db(error), 15.0);
  EXPECT_LT(level_db(result.stems[2]), level_db(result.stems[0]) - 15.0);
}

TEST(StemSplitter, StopsWhenTheSinkFails) {
  const std::vector<Part> parts = some_parts();
  SplitterOptions options{44100, 1, 0.0, {0}, 1};
  StemSplitter splitter(shares_of(parts, 44100), options);
  const std::vector<float> input = noise(400000, 0.5F, 5);
  const Expected<void> pushed = splitter.push(input.data(), input.size(), [](const StemBlock&) {
    return Expected<void>(Error{ErrorCode::io, "full", {}});
  });
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().message, "full");
}

}  // namespace
}  // namespace divisi::separate
