#include <cstring>

#include <ATen/Parallel.h>

#include "core/check.h"
#include "train/tap_conv_gradient.h"
#include "train/torch_tap_conv.h"

namespace divisi::train {
namespace {

/// Item b of a [B, T, P, C] tensor, as a map of the product's.
void load_item(const torch::Tensor& tensor, std::int64_t item, nn::Map& map) {
  map.resize(static_cast<int>(tensor.size(1)), static_cast<int>(tensor.size(2)),
             static_cast<int>(tensor.size(3)));
  std::memcpy(map.data(), tensor.data_ptr<float>() + static_cast<std::size_t>(item) * map.size(),
              map.size() * sizeof(float));
}

/// Runs a layer on every item of a batch, several at once.
torch::Tensor run_batch(const nn::TapConv& layer, const torch::Tensor& input) {
  const nn::TapConvSpec& spec = layer.spec();
  torch::Tensor output =
      torch::empty({input.size(0), input.size(1), spec.out_positions, spec.out_channels});
  at::parallel_for(0, input.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    thread_local nn::Map in;
    thread_local nn::Map out;
    for (std::int64_t b = begin; b < end; ++b) {
      load_item(input, b, in);
      nn::tap_conv(layer, in, out);
      std::memcpy(output.data_ptr<float>() + static_cast<std::size_t>(b) * out.size(), out.data(),
                  out.size() * sizeof(float));
    }
  });
  return output;
}

/// Each item's sum apart, then added in the items' order: the same whatever the threads.
torch::Tensor weight_gradient(const nn::TapConvSpec& spec, const torch::Tensor& input,
                              const torch::Tensor& out_gradient) {
  const auto taps = static_cast<std::int64_t>(spec.taps.size());
  torch::Tensor items = torch::zeros({input.size(0), taps, spec.in_channels, spec.out_channels});
  at::parallel_for(0, input.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    thread_local nn::Map in;
    thread_local nn::Map gradient;
    for (std::int64_t b = begin; b < end; ++b) {
      load_item(input, b, in);
      load_item(out_gradient, b, gradient);
      add_weight_gradient(
          spec, in, gradient,
          items.data_ptr<float>() + static_cast<std::size_t>(b) * spec.weight_count());
    }
  });
  return items.sum(0);
}

/// Every stride-th position, with zeros between.
torch::Tensor spread(const nn::TapConvSpec& spec, const torch::Tensor& out_gradient) {
  if (spec.stride == 1) return out_gradient;
  torch::Tensor wide = torch::zeros(
      {out_gradient.size(0), out_gradient.size(1), spread_positions(spec), out_gradient.size(3)});
  wide.slice(2, 0, wide.size(2), spec.stride).copy_(out_gradient);
  return wide;
}

std::vector<float> zeros(std::size_t count) { return std::vector<float>(count, 0.0f); }

struct NativeTapConv : torch::autograd::Function<NativeTapConv> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& input, const torch::Tensor& weight,
                               const models::ConvLayer* layer) {
    context->save_for_backward({input, weight});
    context->saved_data["layer"] = reinterpret_cast<std::int64_t>(layer);
    nn::TapConvSpec spec = layer->conv;
    spec.position_bias = false;
    const std::span<const float> weights(weight.data_ptr<float>(), spec.weight_count());
    return run_batch({spec, weights, zeros(spec.bias_count())}, input);
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               const torch::autograd::tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto* layer =
        reinterpret_cast<const models::ConvLayer*>(context->saved_data["layer"].toInt());
    const torch::Tensor out_gradient = gradients[0].contiguous();
    torch::Tensor input_gradient;
    if (context->needs_input_grad(0)) {
      input_gradient = run_batch(input_gradient_layer(layer->conv, saved[1].data_ptr<float>()),
                                 spread(layer->conv, out_gradient));
    }
    return {input_gradient, weight_gradient(layer->conv, saved[0], out_gradient), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor tap_conv_native(const torch::Tensor& input, const torch::Tensor& weight,
                              const models::ConvLayer& layer) {
  DIVISI_CHECK(input.is_cpu() && input.scalar_type() == torch::kFloat32, "float32 on the CPU");
  return NativeTapConv::apply(input.contiguous(), weight.contiguous(), &layer);
}

}  // namespace divisi::train
