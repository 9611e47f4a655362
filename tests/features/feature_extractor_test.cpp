#include "features/feature_extractor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "features/cqt.h"
#include "test_signals.h"

namespace divisi::features {
namespace {

Map2d features_of(const FeatureSpec& spec, const std::vector<float>& samples) {
  auto map = extract_features(spec, samples.data(), samples.size());
  EXPECT_TRUE(map);
  return map ? *map : Map2d();
}

TEST(FeatureExtractor, HasTheGridItSays) {
  const auto extractor = FeatureExtractor::create({});
  ASSERT_TRUE(extractor);
  EXPECT_DOUBLE_EQ(extractor->frame_grid().hop_s, 512.0 / 22050.0);
  EXPECT_DOUBLE_EQ(extractor->frame_grid().origin_s, 0.0);
  EXPECT_EQ(extractor->spec().cell_count(), 576);
  EXPECT_NEAR(extractor->spec().lowest_hz * std::exp2(1.0 / 36.0), 27.5, 1e-12);
}

TEST(FeatureExtractor, NothingAndSilence) {
  EXPECT_EQ(features_of({}, {}).rows, 0u);
  const Map2d map = features_of({}, std::vector<float>(1025, 0.0f));
  EXPECT_EQ(map.rows, 3u);
  EXPECT_EQ(std::count(map.cells.begin(), map.cells.end(), 0.0f), std::ptrdiff_t(3 * 576));
}

TEST(FeatureExtractor, BlocksDoNotMatterToTheBit) {
  const std::vector<float> samples = white_noise(70001, 31);
  const Map2d whole = features_of({}, samples);
  EXPECT_EQ(whole.rows, 137u);
  auto extractor = FeatureExtractor::create({});
  ASSERT_TRUE(extractor);
  for (const int largest : {100, 2000, 50000}) {
    std::vector<float> cells;
    const FeatureSink sink = [&](std::int64_t first, int count, const float* block) {
      EXPECT_EQ(std::size_t(first) * 576, cells.size());
      cells.insert(cells.end(), block, block + count * 576);
    };
    extractor->reset();
    push_in_random_blocks(samples, largest, 3, [&](const float* from, std::size_t count) {
      extractor->push(from, count, sink);
    });
    extractor->finish(sink);
    EXPECT_TRUE(cells == whole.cells) << "blocks up to " << largest;
  }
}

TEST(FeatureExtractor, MapsAreTheTransformsOnTheirOwn) {
  const FeatureSpec spec;
  const std::vector<float> samples = white_noise(20000, 33);
  const Map2d map = features_of(spec, samples);
  for (int m = 0; m < spec.map_count(); ++m) {
    const auto cells = transform_clip(spec.cqt_spec(m), samples);
    ASSERT_TRUE(cells);
    std::vector<float> expected(cells->size());
    LogEnergy(spec.log_energy).apply(cells->data(), cells->size(), expected.data());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(map.cells[i * 2 + std::size_t(m)], expected[i]);
    }
  }
}

TEST(FeatureExtractor, NotesPeakAtTheirMiddleBin) {
  for (const int midi : {33, 45, 60, 69, 84, 100, 107}) {
    const double frequency_hz = 440.0 * std::exp2((midi - 69) / 12.0);
    const Map2d map = features_of({}, sine_wave(44100, frequency_hz, 22050));
    for (std::size_t m = 0; m < 2; ++m) {
      std::size_t peak = 0;
      for (std::size_t bin = 0; bin < 288; ++bin) {
        if (map.at(43, bin * 2 + m) > map.at(43, peak * 2 + m)) peak = bin;
      }
      EXPECT_EQ(int(peak), 3 * (midi - 21) + 1) << "midi " << midi << " map " << m;
      EXPECT_NEAR(map.at(43, peak * 2 + m), 1.0f, 0.01f);
    }
  }
}

TEST(FeatureExtractor, TheShortMapTellsWhenAClickWas) {
  std::vector<float> samples(44100, 0.0f);
  samples[22016] = 1.0f;  // at frame 43
  const Map2d map = features_of({}, samples);
  const auto frames_heard = [&](std::size_t bin, std::size_t m) {
    int count = 0;
    for (std::size_t t = 0; t < map.rows; ++t) count += map.at(t, bin * 2 + m) > 1e-3f ? 1 : 0;
    return count;
  };
  for (const std::size_t bin : {20u, 80u, 120u, 150u}) {
    EXPECT_LT(2 * frames_heard(bin, 1), frames_heard(bin, 0)) << bin;
  }
  for (std::size_t m = 0; m < 2; ++m) {
    for (std::size_t t = 0; t < map.rows; ++t) {
      EXPECT_LE(map.at(t, 150 * 2 + m), map.at(43, 150 * 2 + m));
    }
  }
}

TEST(FeatureExtractor, RefusesWhatCannotBe) {
  FeatureSpec spec;
  spec.maps.clear();
  EXPECT_FALSE(FeatureExtractor::create(spec));
  spec = {};
  spec.log_energy.eps = 0.0;
  EXPECT_FALSE(FeatureExtractor::create(spec));
  spec = {};
  spec.maps[1].filter_scale = -1.0;
  const auto refused = FeatureExtractor::create(spec);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "filter_scale");
}

TEST(FeatureExtractor, OneMapOrThree) {
  FeatureSpec spec;
  spec.maps.resize(1);
  EXPECT_EQ(features_of(spec, white_noise(3000, 1)).columns, 288u);
  spec.maps = {
      {Window::hann, 1.0, 0.0}, {Window::hann, 0.5, 3.0}, {Window::blackman_harris, 1.0, 0.0}};
  EXPECT_EQ(features_of(spec, white_noise(3000, 1)).columns, 864u);
}

}  // namespace
}  // namespace divisi::features
