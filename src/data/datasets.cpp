#include "data/datasets.h"

#include <algorithm>

#include "data/bach10.h"
#include "data/eval_open.h"
#include "data/maestro.h"
#include "data/maps.h"
#include "data/mshoxxdb.h"
#include "data/musicnet.h"
#include "data/slakh.h"
#include "data/synthetic.h"
#include "data/urmp.h"

namespace divisi::data {
namespace {

struct Loader {
  const char* name;
  Expected<Dataset> (*load)(const std::filesystem::path& folder);
};

constexpr Loader kLoaders[] = {
    {"bach10", load_bach10}, {"eval_open", load_eval_open}, {"maestro", load_maestro},
    {"maps", load_maps},     {"mshoxxdb", load_mshoxxdb},   {"musicnet", load_musicnet},
    {"slakh", load_slakh},   {"synthetic", load_synthetic}, {"urmp", load_urmp}};

}  // namespace

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const Loader& loader : kLoaders) names.emplace_back(loader.name);
  return names;
}

Expected<Dataset> load_dataset(const std::string& name, const std::filesystem::path& folder) {
  std::string valid;
  for (const Loader& loader : kLoaders) {
    valid += (valid.empty() ? "" : ", ") + std::string(loader.name);
    if (name != loader.name) continue;
    Expected<Dataset> dataset = loader.load(folder);
    if (!dataset) return dataset.error();
    std::sort(dataset->clips.begin(), dataset->clips.end(),
              [](const Clip& a, const Clip& b) { return a.id < b.id; });
    return dataset;
  }
  return Error{ErrorCode::invalid_argument,
               "data set '" + name + "': found no such name, expected one of " + valid, name};
}

}  // namespace divisi::data
