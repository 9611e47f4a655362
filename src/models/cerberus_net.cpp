#include "models/cerberus_net.h"

#include <algorithm>
#include <set>

#include "models/describe.h"
#include "models/slot_layers.h"

namespace divisi::models {
namespace {

constexpr int kMostHidden = 2048;
constexpr int kMostLayers = 16;
constexpr int kMostDimensions = 256;

std::vector<LstmLayer> trunk_of(const CerberusNetSpec& spec) {
  std::vector<LstmLayer> trunk;
  for (int i = 0; i < spec.layers; ++i) {
    const bool is_first = i == 0;
    trunk.push_back({"trunk." + std::to_string(i + 1), is_first ? kCerberusBins : 2 * spec.hidden,
                     spec.hidden, is_first ? 0.0 : spec.dropout});
  }
  return trunk;
}

CerberusNetSpec network_of(int instruments) {
  CerberusNetSpec spec;
  spec.instruments.assign(kCerberusInstruments.begin(), kCerberusInstruments.begin() + instruments);
  return spec;
}

}  // namespace

int cerberus_instrument(const std::string& name) {
  const auto found = std::find(kCerberusInstruments.begin(), kCerberusInstruments.end(), name);
  const auto index = static_cast<int>(found - kCerberusInstruments.begin());
  return found == kCerberusInstruments.end() ? -1 : index;
}

std::string first_nonsense(const CerberusNetSpec& spec) {
  std::set<std::string> seen;
  for (const std::string& name : spec.instruments) {
    if (cerberus_instrument(name) < 0)
      return "instrument '" + name + "', expected piano, guitar, bass, drums or strings";
    if (!seen.insert(name).second) return "instrument '" + name + "' is there twice";
  }
  if (spec.count() < 2) return "expected at least two instruments";
  if (spec.hidden < 1 || spec.hidden > kMostHidden) return "hidden must be 1 to 2048";
  if (spec.layers < 1 || spec.layers > kMostLayers) return "layers must be 1 to 16";
  if (spec.embedding < 1 || spec.embedding > kMostDimensions) return "embedding must be 1 to 256";
  if (!(spec.dropout >= 0.0 && spec.dropout < 1.0)) return "dropout must lie in [0, 1)";
  if (spec.embedding_activation != "tanh" && spec.embedding_activation != "sigmoid")
    return "embedding_activation '" + spec.embedding_activation + "', expected tanh or sigmoid";
  if (!spec.separation && !spec.transcription && !spec.clustering)
    return "expected at least one of separation, transcription and clustering";
  return {};
}

CerberusNet::CerberusNet(const CerberusNetSpec& chosen)
    : spec(chosen),
      norm{"norm", CellLayerKind::standardise, kCerberusBins, 1, 1e-5},
      trunk(trunk_of(chosen)),
      separation(linear_layer("separation", 1, 2 * chosen.hidden, chosen.count() * kCerberusBins)),
      transcription(
          linear_layer("transcription", 1, 2 * chosen.hidden, chosen.count() * kCerberusPitches)),
      clustering(
          linear_layer("clustering", 1, 2 * chosen.hidden, kCerberusBins * chosen.embedding)) {}

NetLayers CerberusNet::layers() const {
  NetLayers all;
  all.cells.push_back(norm);
  all.lstms = trunk;
  if (spec.separation) all.convs.push_back(separation);
  if (spec.transcription) all.convs.push_back(transcription);
  if (spec.clustering) all.convs.push_back(clustering);
  return all;
}

CerberusNetSpec without_clustering(CerberusNetSpec spec) {
  if (spec.separation) spec.clustering = false;
  return spec;
}

const std::vector<NamedCerberus>& cerberus_networks() {
  static const std::vector<NamedCerberus> networks = {{"cerberus-2", network_of(2)},
                                                      {"cerberus-3", network_of(3)},
                                                      {"cerberus-4", network_of(4)},
                                                      {"cerberus-5", network_of(5)}};
  return networks;
}

std::string describe_cerberus(const CerberusNetSpec& spec) {
  const CerberusNet net(spec);
  const CerberusNet shipped(without_clustering(spec));
  std::string names;
  for (const std::string& name : spec.instruments) names += (names.empty() ? "" : ", ") + name;
  return describe_layers(net.layers(), 0) +
         "recurrent layers: over a whole window\ninstruments: " + names +
         "\nparameters: " + std::to_string(net.layers().parameter_count()) + " as above, " +
         std::to_string(shipped.layers().parameter_count()) + " of them at inference\n";
}

}  // namespace divisi::models
