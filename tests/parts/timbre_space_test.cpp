#include "parts/timbre_space.h"

#include <gtest/gtest.h>

#include <cmath>

#include "made_parts.h"
#include "parts/calibrate_timbre_space.h"
#include "parts/fit_timbre_space.h"

namespace divisi::parts {
namespace {

using testing::make_part;
using testing::make_parts;

TimbreSpace made_space() {
  const auto space = fit_timbre_space(make_parts(6, 0, 12));
  EXPECT_TRUE(space);
  return *space;
}

Prototype prototype(const LabelledPart& part) { return prototype_of(sound_of(part.tokens)); }

TEST(TimbreSpace, CannotBeLearntFromTooLittle) {
  EXPECT_FALSE(fit_timbre_space({}));
  EXPECT_FALSE(fit_timbre_space({make_part(0, 0)}));
  EXPECT_FALSE(fit_timbre_space(make_parts(6, 0, 1)));   // nothing returns
  EXPECT_FALSE(fit_timbre_space(make_parts(1, 0, 30)));  // nothing to tell apart
}

TEST(TimbreSpace, ATimbreIsKnownAgainInAnotherRecording) {
  const TimbreSpace space = made_space();
  int right = 0;
  for (int which = 0; which < 6; ++which) {
    const Prototype enrolled = prototype(make_part(which, 100));
    double own = 0.0;
    double best_other = -1e9;
    for (int other = 0; other < 6; ++other) {
      const double ratio = log_ratio(space, enrolled, sound_of(make_part(other, 200).tokens));
      if (other == which)
        own = ratio;
      else
        best_other = std::max(best_other, ratio);
    }
    right += own > best_other && own > 0.0 ? 1 : 0;
  }
  EXPECT_GE(right, 5);
}

TEST(TimbreSpace, ARegisterThatWasNeverPlayedBorrowsFromTheOthers) {
  const TimbreSpace space = made_space();
  const Prototype low = prototype(make_part(2, 100, 40, 50));
  const PartSound high = sound_of(make_part(2, 200, 78, 90).tokens);
  EXPECT_TRUE(std::isfinite(log_ratio(space, low, high)));
  EXPECT_GT(log_ratio(space, low, high),
            log_ratio(space, low, sound_of(make_part(4, 200, 78, 90).tokens)));
}

double probability(const TimbreSpace& space, const Prototype& prototype, const PartSound& part) {
  return 1.0 / (1.0 + std::exp(-log_odds(space, prototype, part)));
}

TEST(TimbreSpace, CalibratedProbabilitiesAreAsSureAsTheyAreRight) {
  TimbreSpace space = made_space();
  const TimbreSpace before = space;
  calibrate_timbre_space(space, {}, 0.5);
  calibrate_timbre_space(space, {make_part(0, 0), make_part(1, 0)}, 0.5);  // one clip: no pairs
  EXPECT_DOUBLE_EQ(space.weight, before.weight);
  EXPECT_DOUBLE_EQ(space.offset, before.offset);
  calibrate_timbre_space(space, make_parts(6, 100, 8), 0.5);
  double same = 0.0;
  double other = 0.0;
  for (int which = 0; which < 6; ++which) {
    const Prototype enrolled = prototype(make_part(which, 300));
    same += probability(space, enrolled, sound_of(make_part(which, 400).tokens)) / 6.0;
    other += probability(space, enrolled, sound_of(make_part((which + 1) % 6, 400).tokens)) / 6.0;
  }
  EXPECT_GT(same, 0.7);
  EXPECT_LT(other, 0.3);
}

}  // namespace
}  // namespace divisi::parts
