#include "engine/context_frames.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace divisi::engine {
namespace {

constexpr int kBins = 3, kMaps = 2, kContext = 4;

std::vector<float> counted_frames(int frames) {
  std::vector<float> cells(static_cast<std::size_t>(frames * kBins * kMaps));
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<float>(i + 1);
  return cells;
}

/// The first cell of each frame of a chunk.
std::vector<float> firsts(const nn::Map& chunk) {
  std::vector<float> all;
  for (int frame = 0; frame < chunk.frames(); ++frame) all.push_back(*chunk.frame(frame));
  return all;
}

TEST(ContextFrames, SilenceIsBeforeTheFirstFrameAndBehindTheLast) {
  ContextFrames frames(kBins, kMaps, kContext);
  frames.push(counted_frames(2).data(), 2);
  EXPECT_EQ(frames.ready(), 0);
  frames.end();
  ASSERT_EQ(frames.ready(), 2);
  nn::Map chunk;
  frames.take(2, chunk);
  EXPECT_EQ(firsts(chunk), (std::vector<float>{0, 0, 0, 0, 1, 7, 0, 0, 0, 0}));
  EXPECT_EQ(frames.ready(), 0);
}

TEST(ContextFrames, AFrameIsReadyWithItsContext) {
  ContextFrames frames(kBins, kMaps, kContext);
  const std::vector<float> cells = counted_frames(12);
  frames.push(cells.data(), 4);
  EXPECT_EQ(frames.ready(), 0);
  frames.push(cells.data() + 4 * kBins * kMaps, 8);
  ASSERT_EQ(frames.ready(), 8);
  nn::Map chunk;
  frames.take(5, chunk);
  EXPECT_EQ(firsts(chunk), (std::vector<float>{0, 0, 0, 0, 1, 7, 13, 19, 25, 31, 37, 43, 49}));
  frames.take(1, chunk);
  EXPECT_EQ(firsts(chunk), (std::vector<float>{7, 13, 19, 25, 31, 37, 43, 49, 55}));
  EXPECT_EQ(frames.ready(), 2);
}

TEST(ContextFrames, NothingIsReadyOfNothing) {
  ContextFrames frames(kBins, kMaps, kContext);
  frames.end();
  EXPECT_EQ(frames.ready(), 0);
}

}  // namespace
}  // namespace divisi::engine
