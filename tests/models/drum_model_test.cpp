#include "models/drum_model.h"

#include <gtest/gtest.h>

#include "made_weights.h"

namespace divisi::models {
namespace {

nn::WeightsFile file_of(const DrumNetSpec& spec) {
  return testing::made_file(kDrumNetName, parameters_of(spec),
                            testing::made_tensors(DrumNet(spec).layers(), 1));
}

TEST(DrumNet, IsAsSmallAsItsHeaderSays) {
  const DrumNet net{DrumNetSpec()};
  long multiplications = 0;
  for (const ConvLayer& layer : net.layers()) multiplications += layer.multiplications_per_frame();
  EXPECT_GT(multiplications, 400'000);
  EXPECT_LT(multiplications, 450'000);
  EXPECT_EQ(net.context_frames(), 34);
}

TEST(DrumModel, RefusesWhatIsNoNetwork) {
  for (const char* name : {"network.band_count", "network.channels"}) {
    auto parameters = parameters_of(DrumNetSpec());
    parameters[name] = {0.0};
    const nn::WeightsFile file = testing::made_file(kDrumNetName, parameters, {});
    const Expected<DrumNetSpec> spec = drum_net_spec_from(file);
    ASSERT_FALSE(spec);
    EXPECT_NE(spec.error().message.find(name), std::string::npos);
  }
  auto parameters = parameters_of(DrumNetSpec());
  parameters["network.band_count"] = {62.0};
  EXPECT_FALSE(drum_net_spec_from(testing::made_file(kDrumNetName, parameters, {})));
  parameters = parameters_of(DrumNetSpec());
  parameters["network.time_dilations"] = {1.0, -2.0};
  EXPECT_FALSE(drum_net_spec_from(testing::made_file(kDrumNetName, parameters, {})));
  nn::WeightsFile other = testing::made_file("divisi-note-net", parameters, {});
  const Expected<DrumModel> model = DrumModel::load(other);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::unsupported);
}

TEST(DrumModel, ChunksWithContextGiveWhatTheWholeGives) {
  nn::WeightsFile file = file_of(DrumNetSpec());
  const Expected<DrumModel> model = DrumModel::load(file);
  ASSERT_TRUE(model) << model.error().message;
  const nn::Map features = testing::made_features(120, 64, 2, 3, 0.3, 0.3);
  Workspace workspace;
  DrumMaps whole, part;
  model->run(features, whole, workspace);
  ASSERT_EQ(whole.hit.rows, 120u);
  model->run(testing::frames_of(features, 50 - 34, 60 + 34), part, workspace);
  bool differs = false;
  for (std::size_t row = 0; row < 10; ++row) {
    for (std::size_t drum = 0; drum < core::kDrumCount; ++drum) {
      EXPECT_EQ(part.hit.at(34 + row, drum), whole.hit.at(50 + row, drum));
      EXPECT_EQ(part.velocity.at(34 + row, drum), whole.velocity.at(50 + row, drum));
      EXPECT_EQ(part.key.at(34 + row, drum), whole.key.at(50 + row, drum));
      differs = differs || whole.hit.at(50 + row, drum) != whole.hit.at(50, 0);
    }
  }
  EXPECT_TRUE(differs) << "the outputs say something";
}

TEST(DrumModel, AKeyIsOneOfItsDrum) {
  nn::WeightsFile file = file_of(DrumNetSpec());
  const DrumModel model = std::move(DrumModel::load(file).value());
  Workspace workspace;
  DrumMaps maps;
  model.run(testing::made_features(30, 64, 2, 4, 0.3, 0.3), maps, workspace);
  for (std::size_t row = 0; row < maps.key.rows; ++row) {
    for (std::size_t drum = 0; drum < core::kDrumCount; ++drum) {
      const float key = 128.0f * maps.key.at(row, drum);
      EXPECT_EQ(core::drum_of(static_cast<int>(key)), core::all_drums()[drum].drum) << key;
    }
  }
}

}  // namespace
}  // namespace divisi::models
