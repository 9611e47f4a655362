#include "train/schedule.h"

#include <gtest/gtest.h>

#include "train/monitor.h"

namespace divisi::train {
namespace {

TEST(Schedule, WarmsUpHoldsAndFalls) {
  EXPECT_DOUBLE_EQ(schedule_factor(0, 100, 10, 20), 0.1);
  EXPECT_DOUBLE_EQ(schedule_factor(9, 100, 10, 20), 1.0);
  EXPECT_DOUBLE_EQ(schedule_factor(79, 100, 10, 20), 1.0);
  EXPECT_NEAR(schedule_factor(89, 100, 10, 20), 0.5, 0.05);
  EXPECT_LT(schedule_factor(99, 100, 10, 20), 0.01);
  for (int step = 80; step < 99; ++step) {
    EXPECT_GT(schedule_factor(step, 100, 10, 20), schedule_factor(step + 1, 100, 10, 20));
  }
}

TEST(Schedule, WithoutWarmUpAndDecayIsOne) {
  for (int step = 0; step < 5; ++step) EXPECT_EQ(schedule_factor(step, 5, 0, 0), 1.0);
}

TEST(Schedule, AHeldRunIsUnchangedByMoreSteps) {
  EXPECT_EQ(schedule_factor(50, 100, 10, 20), schedule_factor(50, 500, 10, 20));
}

TEST(Monitor, RateFallsAfterMoreThanPatienceValidations) {
  const PlateauRecipe plateau{.factor = 0.35, .patience = 3};
  Monitor monitor;
  EXPECT_TRUE(monitor.validated(-1.0, plateau));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(monitor.validated(-1.0, plateau));
  EXPECT_EQ(monitor.rate_factor, 1.0);
  EXPECT_FALSE(monitor.validated(-2.0, plateau));
  EXPECT_DOUBLE_EQ(monitor.rate_factor, 0.35);
  for (int i = 0; i < 4; ++i) (void)monitor.validated(-2.0, plateau);
  EXPECT_DOUBLE_EQ(monitor.rate_factor, 0.35 * 0.35);
}

TEST(Monitor, ImprovementStartsTheCountAnew) {
  const PlateauRecipe plateau{.factor = 0.5, .patience = 1};
  Monitor monitor;
  for (const double score : {0.1, 0.0, 0.2, 0.0}) (void)monitor.validated(score, plateau);
  EXPECT_EQ(monitor.rate_factor, 1.0);
  EXPECT_EQ(monitor.best_score, 0.2);
}

TEST(Monitor, NotANumberIsNoImprovement) {
  Monitor monitor;
  EXPECT_FALSE(monitor.validated(std::numeric_limits<double>::quiet_NaN(), {}));
}

TEST(Monitor, StopsAfterAsManyValidationsAsAsked) {
  Recipe recipe;
  recipe.stop_after_validations = 2;
  Monitor monitor;
  (void)monitor.validated(0.5, {});
  (void)monitor.validated(0.4, {});
  EXPECT_FALSE(monitor.should_stop(recipe));
  (void)monitor.validated(0.4, {});
  EXPECT_TRUE(monitor.should_stop(recipe));
  recipe.stop_after_validations = 0;
  EXPECT_FALSE(monitor.should_stop(recipe));
}

}  // namespace
}  // namespace divisi::train
