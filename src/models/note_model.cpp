#include "models/note_model.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <type_traits>

#include "core/check.h"

namespace divisi::models {
namespace {

constexpr int kLargestSize = 4096;  ///< of anything: a file must not make us ask for gigabytes

struct Reader {
  const nn::WeightsFile& file;
  std::optional<Error>& problem;

  void operator()(const char* name, int& value) const {
    std::vector<int> list;
    (*this)(name, list);
    if (problem) return;
    if (list.size() != 1 || list[0] < 1) {
      refuse(name, "one number of at least 1");
    } else {
      value = list[0];
    }
  }
  void operator()(const char* name, std::vector<int>& list) const {
    if (problem) return;
    const Expected<std::vector<int>> found = file.integers(std::string("network.") + name);
    if (!found) {
      problem = found.error();
      return;
    }
    for (const int value : *found) {
      if (std::abs(value) > kLargestSize) refuse(name, "sizes of at most 4096");
    }
    if (found->empty() || found->size() > 64) refuse(name, "1 to 64 numbers");
    list = *found;
  }
  void refuse(const char* name, const char* expected) const {
    problem =
        Error{ErrorCode::corrupt, std::string("network.") + name + ": expected " + expected, name};
  }
};

}  // namespace

std::map<std::string, std::vector<double>> parameters_of(const NoteNetSpec& spec) {
  std::map<std::string, std::vector<double>> parameters;
  visit_sizes(spec, [&](const char* name, const auto& value) {
    std::vector<double>& out = parameters[std::string("network.") + name];
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int>) {
      out = {static_cast<double>(value)};
    } else {
      out.assign(value.begin(), value.end());
    }
  });
  return parameters;
}

Expected<NoteNetSpec> note_net_spec_from(const nn::WeightsFile& file) {
  NoteNetSpec spec;
  std::optional<Error> problem;
  visit_sizes(spec, Reader{file, problem});
  if (problem) return *problem;
  return spec;
}

NoteModel::NoteModel(const NoteNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(spec), weights_(std::move(weights)) {}

Expected<NoteModel> NoteModel::load(nn::WeightsFile& file) {
  if (file.info().model != kNoteNetName) {
    return Error{ErrorCode::unsupported,
                 "weights of model '" + file.info().model + "', expected '" + kNoteNetName + "'",
                 {}};
  }
  const Expected<NoteNetSpec> spec = note_net_spec_from(file);
  if (!spec) return spec.error();
  Expected<LayerWeights> weights = load_layers(file, NoteNet(*spec).layers());
  if (!weights) return weights.error();
  return NoteModel(*spec, std::move(*weights));
}

void NoteModel::run(const nn::Map& features, NoteMaps& out, Workspace& workspace) const {
  DIVISI_CHECK(features.positions() == spec_.bin_count && features.channels() == spec_.map_count,
               "features have the network's bins and maps");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &features);
  const InferenceOps::Tensor result = run_note_net(net_, ops, input);
  const std::array<Map2d*, kNoteOutputs> maps = {&out.onset, &out.frame, &out.offset,
                                                 &out.velocity};
  for (std::size_t o = 0; o < maps.size(); ++o) {
    *maps[o] = Map2d(static_cast<std::size_t>(features.frames()),
                     static_cast<std::size_t>(spec_.pitch_count));
    const float* cell = result->data() + o;
    for (float& value : maps[o]->cells) {
      value = *cell;
      cell += kNoteOutputs;
    }
  }
}

}  // namespace divisi::models
