#include "models/inference_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "core/check.h"
#include "nn/attention.h"
#include "nn/ops.h"

namespace divisi::models {
namespace {

constexpr float kBatchNormEpsilon = 1e-5f;
// Of a layer for one frame; those of the networks there are: 6 thousand, 2 million.
constexpr std::int64_t kMostValues = 1 << 16;
constexpr double kMostMultiplications = 1e9;
constexpr std::int64_t kMostContextFrames = 1024;  ///< of all layers together; there are: 24

/// The numbers of one layer as the file holds them.
struct Stored {
  std::vector<float> weight;
  std::vector<float> bias;
};

/// Takes tensors out of a file; the first failure is kept.
class TensorSource {
 public:
  explicit TensorSource(nn::WeightsFile& file) : file_(file) {}

  std::vector<float> take(const std::string& name, const std::vector<int>& shape) {
    if (problem_) return {};
    const Expected<std::span<const float>> values = file_.tensor(name, shape);
    if (values) return {values->begin(), values->end()};
    problem_ = values.error();
    return {};
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  nn::WeightsFile& file_;
  std::optional<Error> problem_;
};

/// scale (x - mean) / sqrt(variance + eps) + shift becomes part of the weights and the bias
/// (Ioffe and Szegedy 2015, section 3.1, algorithm 2).
void fold_batch_norm(const ConvLayer& layer, TensorSource& source, Stored& stored) {
  const std::vector<int> shape = {layer.conv.out_channels};
  const std::vector<float> scale = source.take(layer.name + ".scale", shape);
  const std::vector<float> shift = source.take(layer.name + ".shift", shape);
  const std::vector<float> mean = source.take(layer.name + ".running_mean", shape);
  const std::vector<float> variance = source.take(layer.name + ".running_variance", shape);
  if (source.problem()) return;
  const auto channels = static_cast<std::size_t>(layer.conv.out_channels);
  std::vector<float> factor(channels);
  for (std::size_t c = 0; c < channels; ++c)
    factor[c] = scale[c] / std::sqrt(variance[c] + kBatchNormEpsilon);
  for (std::size_t i = 0; i < stored.weight.size(); ++i) stored.weight[i] *= factor[i % channels];
  for (std::size_t i = 0; i < stored.bias.size(); ++i) {
    const std::size_t c = i % channels;
    stored.bias[i] = (stored.bias[i] - mean[c]) * factor[c] + shift[c];
  }
}

Stored read_layer(const ConvLayer& layer, TensorSource& source) {
  const nn::TapConvSpec& conv = layer.conv;
  Stored stored;
  stored.weight = source.take(layer.name + ".weight", {static_cast<int>(conv.taps.size()),
                                                       conv.in_channels, conv.out_channels});
  stored.bias.assign(conv.bias_count(), 0.0f);
  if (layer.bias) {
    stored.bias =
        source.take(layer.name + ".bias",
                    conv.position_bias ? std::vector<int>{conv.out_positions, conv.out_channels}
                                       : std::vector<int>{conv.out_channels});
  }
  if (layer.batch_norm) fold_batch_norm(layer, source, stored);
  return stored;
}

Error too_much(const std::string& what, std::int64_t found, double most) {
  return {ErrorCode::corrupt,
          what + ": expected at most " + std::to_string(static_cast<std::int64_t>(most)) +
              ", found " + std::to_string(found),
          {}};
}

/// Nothing in a file must make us ask for gigabytes, or work for hours: sizes that fit their
/// tensors can still do so, since a map has values for each position and for the frames around a
/// chunk.
std::optional<Error> check_cost(const std::vector<ConvLayer>& layers) {
  std::int64_t context_frames = 0;
  for (const ConvLayer& layer : layers) {
    const nn::TapConvSpec& conv = layer.conv;
    const std::int64_t values = std::int64_t(conv.out_positions) * conv.out_channels;
    if (values > kMostValues)
      return too_much("values of layer '" + layer.name + "' for a frame", values, kMostValues);
    const std::int64_t products =
        values * conv.in_channels * static_cast<std::int64_t>(conv.taps.size());
    if (products > kMostMultiplications) {
      return too_much("multiplications of layer '" + layer.name + "' for a frame", products,
                      kMostMultiplications);
    }
    context_frames += layer.context_frames();
  }
  if (context_frames <= kMostContextFrames) return {};
  return too_much("frames around a frame that it depends on", context_frames, kMostContextFrames);
}

}  // namespace

Expected<LayerWeights> take_layers(nn::WeightsFile& file, const std::vector<ConvLayer>& layers) {
  if (std::optional<Error> problem = check_cost(layers)) return *std::move(problem);
  LayerWeights weights;
  TensorSource source(file);
  for (const ConvLayer& layer : layers) {
    const Stored stored = read_layer(layer, source);
    if (source.problem()) return *source.problem();
    weights.emplace(layer.name, nn::TapConv(layer.conv, stored.weight, stored.bias));
  }
  return weights;
}

Expected<LayerWeights> load_layers(nn::WeightsFile& file, const std::vector<ConvLayer>& layers) {
  Expected<LayerWeights> weights = take_layers(file, layers);
  if (!weights) return weights;
  if (auto all_used = file.check_all_used(); !all_used) return all_used.error();
  return weights;
}

std::shared_ptr<nn::Map> Workspace::take() {
  for (const std::shared_ptr<nn::Map>& map : maps_) {
    if (map.use_count() == 1) return map;
  }
  maps_.push_back(std::make_shared<nn::Map>());
  return maps_.back();
}

InferenceOps::Tensor InferenceOps::conv(const ConvLayer& layer, const Tensor& input,
                                        const Tensor& residual) {
  const auto found = weights_.find(layer.name);
  DIVISI_CHECK(found != weights_.end(), "the architecture runs a layer that it does not list");
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::tap_conv(found->second, *input, *output, {layer.activation, 0.01f, residual.get()});
  return output;
}

InferenceOps::Tensor InferenceOps::stack(const StackLayer& layer, const Tensor& input) {
  DIVISI_CHECK(input->channels() == 1, "one channel becomes one for each harmonic");
  const int harmonics = static_cast<int>(layer.shifts_bins.size());
  const int channels = layer.with_validity ? 2 * harmonics : harmonics;
  const int visible = std::min(layer.source_bins, input->positions());
  std::shared_ptr<nn::Map> output = workspace_.take();
  output->resize(input->frames(), layer.output_bins, channels);
  for (int t = 0; t < input->frames(); ++t) {
    const float* source = input->frame(t);
    float* cell = output->frame(t);
    for (int p = 0; p < layer.output_bins; ++p, cell += channels) {
      for (int h = 0; h < harmonics; ++h) {
        const int bin = p + layer.shifts_bins[static_cast<std::size_t>(h)];
        const bool is_there = bin >= 0 && bin < visible;
        cell[h] = is_there ? source[bin] : 0.0f;
        if (layer.with_validity) cell[harmonics + h] = is_there ? 1.0f : 0.0f;
      }
    }
  }
  return output;
}

InferenceOps::Tensor InferenceOps::sigmoid(const Tensor& input) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::activate(*input, *output, nn::Activation::sigmoid);
  return output;
}

InferenceOps::Tensor InferenceOps::concat(const Tensor& first, const Tensor& second) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  const std::array<const nn::Map*, 2> maps = {first.get(), second.get()};
  nn::concat_channels(maps, *output);
  return output;
}

InferenceOps::Tensor InferenceOps::normalise(const Tensor& input) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::normalise(*input, *output);
  return output;
}

InferenceOps::Tensor InferenceOps::unit_length(const Tensor& input) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::unit_length(*input, *output);
  return output;
}

InferenceOps::Tensor InferenceOps::pool_positions(const Tensor& input, const Tensor& patches,
                                                  int sounding) {
  std::vector<float> weights;
  for (int n = 0; n < patches->frames(); ++n)
    for (int t = 0; t < patches->positions(); ++t) weights.push_back(patches->at(n, t)[sounding]);
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::pool_positions(*input, weights, *output);
  return output;
}

InferenceOps::Tensor InferenceOps::attend(const Tensor& query, const Tensor& key,
                                          const Tensor& value, const Tensor& bias) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::attend_nearby(*query, *key, *value, *bias, *output);
  return output;
}

InferenceOps::Tensor InferenceOps::agree(const Tensor& vectors, const Tensor& bias) {
  std::shared_ptr<nn::Map> output = workspace_.take();
  nn::agree_nearby(*vectors, *bias, *output);
  return output;
}

}  // namespace divisi::models
