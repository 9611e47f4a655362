#include "features/feature_parameters.h"

#include <gtest/gtest.h>

#include <limits>

namespace divisi::features {
namespace {

TEST(FeatureParameters, SurviveTheFile) {
  FeatureSpec spec;
  spec.hop_samples = 441;
  spec.maps[0].gamma_hz = 2.5;
  const auto again = feature_spec_from(parameters_of(spec));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(parameters_of(*again), parameters_of(spec));
  EXPECT_EQ(again->maps[1].window, spec.maps[1].window);
}

TEST(FeatureParameters, ThoseOfMelBandsSurviveTheFileToo) {
  MelSpec spec;
  spec.hop_samples = 512;
  spec.window_samples = {2048, 1024};
  spec.lowest_hz = 33.25;
  const auto again = mel_spec_from(parameters_of(spec));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(parameters_of(*again), parameters_of(spec));
  for (const auto& [name, values] : parameters_of(spec)) {
    Parameters parameters = parameters_of(spec);
    parameters.erase(name);
    const auto found = mel_spec_from(parameters);
    ASSERT_FALSE(found) << name;
    EXPECT_NE(found.error().message.find(name), std::string::npos);
  }
  Parameters parameters = parameters_of(spec);
  parameters["mel.window_samples"] = {1024.0, 0.5};
  EXPECT_FALSE(mel_spec_from(parameters));
}

TEST(FeatureParameters, WhatIsMissingIsNamed) {
  for (const auto& [name, values] : parameters_of(FeatureSpec{})) {
    Parameters parameters = parameters_of(FeatureSpec{});
    parameters.erase(name);
    const auto spec = feature_spec_from(parameters);
    ASSERT_FALSE(spec) << name;
    EXPECT_NE(spec.error().message.find(name), std::string::npos);
  }
}

TEST(FeatureParameters, NumbersOutOfAllBoundsAreNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wild : {1e300, -1e300, 0.5, -1.0, 7.0, nan}) {
    Parameters parameters = parameters_of(FeatureSpec{});
    parameters["features.map_window"] = {wild, 0.0};
    const auto spec = feature_spec_from(parameters);
    ASSERT_FALSE(spec) << wild;
    EXPECT_NE(spec.error().message.find("features.map_window"), std::string::npos);
  }
  for (const double wild : {1e300, -1e300, 0.5, nan}) {
    Parameters parameters = parameters_of(FeatureSpec{});
    parameters["features.hop_samples"] = {wild};
    EXPECT_FALSE(feature_spec_from(parameters)) << wild;
  }
}

}  // namespace
}  // namespace divisi::features
