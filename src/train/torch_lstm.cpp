#include "train/torch_lstm.h"

#include <cmath>

namespace divisi::train {
namespace {

torch::Tensor xavier(std::int64_t out, std::int64_t in) {
  return torch::randn({out, in}) * std::sqrt(2.0 / static_cast<double>(in + out));
}

/// Rows of a gate; they lie in the order of these.
enum class Gate : std::int64_t { input, forget, cell, output };
torch::Tensor rows_of(const torch::Tensor& weights, Gate gate) {
  const std::int64_t channels = weights.size(0) / 4;
  return weights.slice(0, static_cast<std::int64_t>(gate) * channels,
                       (static_cast<std::int64_t>(gate) + 1) * channels);
}

/// A direction of a layer above another begins by saying what the same direction below it says.
void begin_passing_on(LstmDirection& one, std::int64_t first_input) {
  constexpr double kOpen = 1.0;
  for (const Gate gate : {Gate::input, Gate::output}) rows_of(one.input_bias, gate).fill_(kOpen);
  rows_of(one.input_bias, Gate::forget).fill_(-kOpen);
  const double passed = std::pow(1.0 + std::exp(-kOpen), -2.0);  // through both open gates
  torch::Tensor cell = rows_of(one.input, Gate::cell);
  const std::int64_t channels = cell.size(0);
  cell.zero_();
  cell.slice(1, first_input, first_input + channels).copy_(torch::eye(channels) / passed);
}

}  // namespace

TorchLstmImpl::TorchLstmImpl(const models::LstmLayer& described, Precision precision)
    : layer(described), precision_(precision) {
  const std::int64_t gates = 4L * layer.channels;
  const char* const names[] = {"forward_", "backward_"};
  for (std::size_t d = 0; d < directions.size(); ++d) {
    const std::string name = names[d];
    LstmDirection& one = directions[d];
    one.input = register_parameter(name + "input", xavier(gates, layer.in_channels));
    one.recurrent = register_parameter(name + "recurrent", xavier(gates, layer.channels));
    one.input_bias = register_parameter(name + "input_bias", torch::zeros({gates}));
    one.recurrent_bias = register_parameter(name + "recurrent_bias", torch::zeros({gates}));
    const torch::NoGradGuard no_gradient;
    rows_of(one.input_bias, Gate::forget).fill_(1.0);
    const bool is_above_another = layer.in_channels == 2 * layer.channels;
    if (is_above_another) begin_passing_on(one, static_cast<std::int64_t>(d) * layer.channels);
  }
}

torch::Tensor TorchLstmImpl::forward(const torch::Tensor& input) const {
  const torch::Tensor heard = torch::dropout(input.squeeze(2), layer.dropout, is_training());
  const bool native = input.is_cpu() && input.scalar_type() == torch::kFloat32;
  return (native ? lstm_native(heard, directions, precision_) : lstm_by_libtorch(heard, directions))
      .unsqueeze(2);
}

torch::Tensor lstm_by_libtorch(const torch::Tensor& input, const LstmDirections& directions) {
  std::vector<torch::Tensor> weights;
  for (const LstmDirection& one : directions)
    weights.insert(weights.end(), {one.input, one.recurrent, one.input_bias, one.recurrent_bias});
  const torch::Tensor nothing =
      torch::zeros({2, input.size(0), weights[1].size(1)}, input.options());
  const auto said = torch::lstm(input, {nothing, nothing}, weights, /*has_biases=*/true,
                                /*num_layers=*/1, /*dropout=*/0.0,
                                /*train=*/torch::GradMode::is_enabled(),  // asked of cuDNN
                                /*bidirectional=*/true, /*batch_first=*/true);
  return std::get<0>(said);
}

}  // namespace divisi::train
