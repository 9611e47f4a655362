#include <map>
#include <string>

#include <gtest/gtest.h>

#include "models/cerberus_net.h"
#include "models/describe.h"
#include "models/note_net.h"
#include "models/published_backbone.h"
#include "models/published_encoder.h"
#include "models/slot_net.h"
#include "models/timbre_encoder.h"

namespace divisi::models {
namespace {

TEST(ParameterCount, PublishedBackboneHasExactlyThePublishedNumber) {
  EXPECT_EQ(parameter_count(PublishedBackbone(true).layers()), 18978);
  EXPECT_EQ(parameter_count(PublishedBackbone(false).layers()), 18978);
}

/// The table of the dossier's section 2.1, layer for layer.
TEST(ParameterCount, EachPublishedLayerHasItsNumber) {
  const PublishedBackbone net;
  EXPECT_EQ(net.affine.parameter_count(), 2);
  EXPECT_EQ(net.wide.parameter_count(), 3200 + 32);
  EXPECT_EQ(net.octaves.parameter_count(), 9608 + 16);
  EXPECT_EQ(net.neck.parameter_count(), 3200 + 32);
  EXPECT_EQ(net.frame_head.parameter_count(), 401);
  EXPECT_EQ(net.onset_hidden.parameter_count(), 2352 + 14);
  EXPECT_EQ(net.onset_head.parameter_count(), 121);
}

TEST(ParameterCount, PublishedEncoderHasExactlyThePublishedNumber) {
  EXPECT_EQ(PublishedEncoder(true).layers().parameter_count(), 25983);
  EXPECT_EQ(PublishedEncoder(false).layers().parameter_count(), 25983);
  EXPECT_NE(describe_published_encoder(PublishedEncoder()).find("25983"), std::string::npos);
}

/// The table of the encoder's description, layer for layer.
TEST(ParameterCount, EachLayerOfThePublishedEncoderHasItsNumber) {
  const PublishedEncoder net;
  EXPECT_EQ(net.affine.parameter_count(), 2);
  EXPECT_EQ(net.wide.parameter_count(), 3216);
  EXPECT_EQ(net.wide_norm.parameter_count(), 32);
  EXPECT_EQ(net.octaves.parameter_count(), 9608);
  EXPECT_EQ(net.neck_norm.parameter_count(), 16);
  EXPECT_EQ(net.neck.parameter_count(), 3216);
  EXPECT_EQ(net.neck_slope.parameter_count(), 1);
  EXPECT_EQ(net.mix_norm.parameter_count(), 32);
  EXPECT_EQ(net.mix_wide.parameter_count(), 3480);
  EXPECT_EQ(net.mix_narrow.parameter_count(), 3472);
  EXPECT_EQ(net.centre.parameter_count(), 16);
  EXPECT_EQ(net.embedding.parameter_count(), 2892);
}

TEST(PublishedEncoder, SeesNineFramesOnEitherSide) {
  EXPECT_EQ(PublishedEncoder().context_frames(), 9);
}

TEST(ParameterCount, NoteNetStaysWithinItsBudget) {
  // Stem 9·5·3·2·32 + 88·32 + 64; five blocks of 3·32·16 + 32 + 11·16·32 + 64; hidden layer of the
  // head 3·32·32 + 64; outputs 32·4 + 4.
  const long count = parameter_count(NoteNet(NoteNetSpec{}).layers());
  EXPECT_EQ(count, 11520 + 5 * 7264 + 3136 + 132);
  EXPECT_EQ(count, 51108);
  EXPECT_LT(count, 100000);
}

/// Table I of the slot paper (arXiv 2606.01460).
TEST(ParameterCount, SlotExperimentsHaveExactlyThePublishedNumbers) {
  const std::map<std::string, long> published = {
      {"slot-1a", 1266211}, {"slot-1b", 1266211}, {"slot-1c", 1266211}, {"slot-2a", 1329123},
      {"slot-2b", 1378851}, {"slot-3a", 1684875}, {"slot-3b", 1684875}, {"slot-3c", 1684875}};
  ASSERT_EQ(slot_experiments().size(), published.size());
  for (const SlotExperiment& experiment : slot_experiments()) {
    EXPECT_EQ(SlotNet(experiment.spec).layers().parameter_count(), published.at(experiment.name))
        << experiment.name;
  }
}

TEST(ParameterCount, TimbreEncoderHasExactlyThePublishedNumber) {
  EXPECT_EQ(TimbreEncoder().layers().parameter_count(), 699584);
}

/// The dossier's table, with and without the clustering head.
TEST(ParameterCount, CerberusHasExactlyThePublishedNumbers) {
  const std::map<std::string, std::pair<long, long>> published = {
      {"cerberus-2", {15339062, 9172802}},
      {"cerberus-3", {15700263, 9534003}},
      {"cerberus-4", {16061464, 9895204}},
      {"cerberus-5", {16422665, 10256405}}};
  ASSERT_EQ(cerberus_networks().size(), published.size());
  for (const NamedCerberus& network : cerberus_networks()) {
    const auto& [training, inference] = published.at(network.name);
    const CerberusNetSpec shipped = without_clustering(network.spec);
    EXPECT_EQ(CerberusNet(network.spec).layers().parameter_count(), training) << network.name;
    EXPECT_EQ(CerberusNet(shipped).layers().parameter_count(), inference) << network.name;
    const std::string text = describe_cerberus(network.spec);
    EXPECT_NE(text.find(std::to_string(training)), std::string::npos) << text;
    EXPECT_NE(text.find(std::to_string(inference)), std::string::npos) << text;
  }
}

TEST(ParameterCount, EachPartOfCerberusHasItsNumber) {
  const CerberusNet net{CerberusNetSpec{}};
  long trunk = 0;
  for (const LstmLayer& layer : net.trunk) trunk += layer.parameter_count();
  EXPECT_EQ(trunk, 8450400);
  EXPECT_EQ(net.norm.parameter_count(), 0);
  EXPECT_EQ(net.clustering.parameter_count(), 6166260);
  EXPECT_EQ(net.separation.parameter_count(), 616626);
  EXPECT_EQ(net.transcription.parameter_count(), 105776);
}

TEST(ParameterCount, IsInTheDescription) {
  const PublishedBackbone net;
  const std::string text = describe_layers(net.layers(), net.context_frames());
  EXPECT_NE(text.find("18978"), std::string::npos) << text;
  EXPECT_NE(text.find("onset.hidden"), std::string::npos) << text;
  EXPECT_NE(text.find("252 x 8 -> 252 x 16"), std::string::npos) << text;
}

/// The dossier's receptive fields: 19 frames for the onset head.
TEST(ContextFrames, OfThePublishedBackboneReachNineFrames) {
  EXPECT_EQ(PublishedBackbone().context_frames(), 9);
}

TEST(ContextFrames, OfTheNoteNetAddUp) {
  NoteNetSpec spec;
  spec.time_dilations = {1, 2, 4};
  // Stem 1, blocks 1 + 2 + 4, hidden layer of the head 1.
  EXPECT_EQ(NoteNet(spec).context_frames(), 9);
}

}  // namespace
}  // namespace divisi::models
