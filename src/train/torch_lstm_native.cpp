#include <algorithm>
#include <array>
#include <vector>

#include <ATen/Parallel.h>

#include "core/check.h"
#include "nn/lstm.h"
#include "train/torch_lstm.h"

namespace divisi::train {
namespace {

constexpr std::int64_t kItemsAtOnce = 16;  ///< of a batch, in one product

/// Steps of nn/lstm.h have twice the sums of gate g: 1, 1, 2, 1 for the gates' rows, [4 H, 1].
torch::Tensor doubling(std::int64_t channels) {
  torch::Tensor factors = torch::ones({4 * channels, 1});
  factors.slice(0, 2 * channels, 3 * channels).fill_(2.0);
  return factors;
}

/// A layer of nn/ that multiplies rows by `weights` [in, out].
nn::TapConv row_layer(const torch::Tensor& weights) {
  const torch::Tensor rows = weights.contiguous();
  const auto in = static_cast<int>(rows.size(0)), out = static_cast<int>(rows.size(1));
  const std::vector<float> no_bias(static_cast<std::size_t>(out), 0.0f);
  return {{{{0, 0}}, in, out},
          {rows.data_ptr<float>(), static_cast<std::size_t>(rows.numel())},
          no_bias};
}

/// What one direction's steps leave behind: frames, items, channels.
struct Scan {
  torch::Tensor gates;   ///< [T, B, 4 H], what is let through
  torch::Tensor cells;   ///< [T, B, H]
  torch::Tensor bent;    ///< [T, B, H], sigmoid(2 c)
  torch::Tensor states;  ///< [T, B, H]

  std::int64_t frames() const { return states.size(0); }
  std::int64_t items() const { return states.size(1); }
  std::size_t width() const { return static_cast<std::size_t>(states.size(2)); }
};

/// The sums, of which nobody else knows, become the gates where they are.
Scan begun(const torch::Tensor& sums) {
  const torch::Tensor space =
      torch::empty({3, sums.size(0), sums.size(1), sums.size(2) / 4}, sums.options());
  return {sums.detach(), space[0], space[1], space[2]};
}

/// Items [first, first + count) of one direction.
struct Lane {
  bool backwards = false;
  std::int64_t first = 0, count = 0;

  std::size_t direction() const { return backwards ? 1 : 0; }

  /// The frame that is the n-th to be run.
  std::int64_t frame(std::int64_t n, std::int64_t frames) const {
    return backwards ? frames - 1 - n : n;
  }
  /// Its numbers of frame t of [T, B, C].
  std::span<float> of(const torch::Tensor& all, std::int64_t t) const {
    const std::int64_t channels = all.size(2);
    return {all.data_ptr<float>() + (t * all.size(1) + first) * channels,
            static_cast<std::size_t>(count * channels)};
  }
};

std::vector<Lane> lanes_of(std::int64_t items) {
  std::vector<Lane> lanes;
  for (const bool backwards : {false, true}) {
    for (std::int64_t first = 0; first < items; first += kItemsAtOnce)
      lanes.push_back({backwards, first, std::min(kItemsAtOnce, items - first)});
  }
  return lanes;
}

template <class Run>
void run_lanes(const std::vector<Lane>& lanes, const Run& run) {
  at::parallel_for(0, static_cast<std::int64_t>(lanes.size()), 1,
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t i = begin; i < end; ++i)
                       run(lanes[static_cast<std::size_t>(i)]);
                   });
}

/// `recurrent` from H to 4 H; gates hold the projections of inputs.
void run_steps(const Lane& lane, const nn::TapConv& recurrent, const Scan& scan) {
  nn::Map state(static_cast<int>(lane.count), 1, static_cast<int>(scan.width()));
  nn::Map sums;
  for (std::int64_t n = 0; n < scan.frames(); ++n) {
    const std::int64_t t = lane.frame(n, scan.frames());
    const std::span<float> gates = lane.of(scan.gates, t), cells = lane.of(scan.cells, t);
    const std::span<float> states = lane.of(scan.states, t);
    if (n == 0) {
      std::fill(cells.begin(), cells.end(), 0.0f);
    } else {
      nn::tap_conv(recurrent, state, sums);
      for (std::size_t k = 0; k < gates.size(); ++k) gates[k] += sums.data()[k];
      const std::span<float> before = lane.of(scan.cells, lane.frame(n - 1, scan.frames()));
      std::copy(before.begin(), before.end(), cells.begin());
    }
    nn::lstm_step(static_cast<int>(scan.width()),
                  {.gates = gates, .cells = cells, .bent = lane.of(scan.bent, t), .state = states});
    std::copy(states.begin(), states.end(), state.data());
  }
}

/// One item's numbers in one step of the way back, each [H] or [4 H].
struct StepGradient {
  const float* gates;
  const float* cells_before;  ///< or none: zeros
  const float* bent;
  const float* of_output;  ///< dL/dh from the layers above
  const float* of_state;   ///< dL/dh from the step after
  float* of_cells;         ///< dL/dc, of this step -> of the one before
  float* of_sums;          ///< -> dL/d(sums), twice the sum of g
};

/// The chain rule through nn::lstm_step(); each gate is a sigmoid, whose slope is s (1 - s).
void step_back(std::size_t width, const StepGradient& s) {
  for (std::size_t k = 0; k < width; ++k) {
    const float i = s.gates[k], f = s.gates[width + k], o = s.gates[3 * width + k];
    const float half_g = s.gates[2 * width + k], g = 2.0f * half_g - 1.0f;
    const float tanh_c = 2.0f * s.bent[k] - 1.0f;
    const float before = s.cells_before == nullptr ? 0.0f : s.cells_before[k];
    const float dh = s.of_output[k] + s.of_state[k];
    const float dc = s.of_cells[k] + dh * o * (1.0f - tanh_c * tanh_c);
    s.of_sums[k] = dc * g * i * (1.0f - i);
    s.of_sums[width + k] = dc * before * f * (1.0f - f);
    s.of_sums[2 * width + k] = 2.0f * dc * i * half_g * (1.0f - half_g);
    s.of_sums[3 * width + k] = dh * tanh_c * o * (1.0f - o);
    s.of_cells[k] = dc * f;
  }
}

/// `recurrent` from 4 H to H; `of_output` [T, B, H]; `of_sums` [T, B, 4 H] is written.
void run_back(const Lane& lane, const nn::TapConv& recurrent, const Scan& scan,
              const torch::Tensor& of_output, const torch::Tensor& of_sums) {
  const std::size_t width = scan.width();
  nn::Map of_state(static_cast<int>(lane.count), 1, static_cast<int>(width));
  nn::Map sums(static_cast<int>(lane.count), 1, static_cast<int>(4 * width));
  std::vector<float> of_cells(of_state.size(), 0.0f);
  std::fill_n(of_state.data(), of_state.size(), 0.0f);
  for (std::int64_t n = scan.frames() - 1; n >= 0; --n) {
    const std::int64_t t = lane.frame(n, scan.frames());
    const float* before =
        n == 0 ? nullptr : lane.of(scan.cells, lane.frame(n - 1, scan.frames())).data();
    for (std::size_t b = 0; b < static_cast<std::size_t>(lane.count); ++b) {
      step_back(width, {.gates = lane.of(scan.gates, t).data() + 4 * b * width,
                        .cells_before = before == nullptr ? nullptr : before + b * width,
                        .bent = lane.of(scan.bent, t).data() + b * width,
                        .of_output = lane.of(of_output, t).data() + b * width,
                        .of_state = of_state.data() + b * width,
                        .of_cells = of_cells.data() + b * width,
                        .of_sums = sums.data() + 4 * b * width});
    }
    std::copy_n(sums.data(), sums.size(), lane.of(of_sums, t).data());
    nn::tap_conv(recurrent, sums, of_state);
  }
}

/// dL/dU: the sums' gradients times the states they were made of, [4 H, H].
torch::Tensor recurrent_gradient(const Scan& scan, const torch::Tensor& of_sums, bool backwards,
                                 Precision precision) {
  const std::int64_t steps = scan.frames() - 1, later = backwards ? 0 : 1;
  return matrix_product(of_sums.narrow(0, later, steps).flatten(0, 1).t(),
                        scan.states.narrow(0, 1 - later, steps).flatten(0, 1), precision);
}

/// All that is recurrent of both directions.
struct NativeScan : torch::autograd::Function<NativeScan> {
  using Context = torch::autograd::AutogradContext;
  using List = torch::autograd::tensor_list;

  /// Sums W x + b [T, B, 4 H] and U [4 H, H] of each direction, gate g's doubled -> [T, B, 2 H].
  static torch::Tensor forward(Context* context, const torch::Tensor& there,
                               const torch::Tensor& back, const torch::Tensor& recurrent_there,
                               const torch::Tensor& recurrent_back, Precision precision) {
    const std::array<Scan, 2> scans = {begun(there), begun(back)};
    const std::array<nn::TapConv, 2> layers = {row_layer(recurrent_there.t()),
                                               row_layer(recurrent_back.t())};
    run_lanes(lanes_of(scans[0].items()), [&](const Lane& lane) {
      run_steps(lane, layers[lane.direction()], scans[lane.direction()]);
    });
    List saved = {recurrent_there, recurrent_back};
    for (const Scan& scan : scans)
      saved.insert(saved.end(), {scan.gates, scan.cells, scan.bent, scan.states});
    context->save_for_backward(saved);
    context->saved_data["precision"] = static_cast<std::int64_t>(precision);
    return torch::cat({scans[0].states, scans[1].states}, 2);
  }

  static List backward(Context* context, const List& gradients) {
    const auto saved = context->get_saved_variables();
    const auto precision = static_cast<Precision>(context->saved_data["precision"].toInt());
    const std::array<Scan, 2> scans = {Scan{saved[2], saved[3], saved[4], saved[5]},
                                       Scan{saved[6], saved[7], saved[8], saved[9]}};
    const std::array<nn::TapConv, 2> layers = {row_layer(saved[0]), row_layer(saved[1])};
    List of_outputs = gradients[0].chunk(2, 2);
    for (torch::Tensor& half : of_outputs) half = half.contiguous();
    const List of_sums = {torch::empty_like(scans[0].gates), torch::empty_like(scans[1].gates)};
    run_lanes(lanes_of(scans[0].items()), [&](const Lane& lane) {
      run_back(lane, layers[lane.direction()], scans[lane.direction()],
               of_outputs[lane.direction()], of_sums[lane.direction()]);
    });
    return {of_sums[0], of_sums[1], recurrent_gradient(scans[0], of_sums[0], false, precision),
            recurrent_gradient(scans[1], of_sums[1], true, precision), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor lstm_native(const torch::Tensor& input, const LstmDirections& directions,
                          Precision precision) {
  DIVISI_CHECK(input.is_cpu() && input.scalar_type() == torch::kFloat32, "float32 on the CPU");
  const torch::Tensor factors = doubling(directions[0].recurrent.size(1));
  const torch::Tensor rows = input.transpose(0, 1).flatten(0, 1).to(scalar_type(precision));
  const auto sums = [&](const LstmDirection& one) {
    const torch::Tensor bias = (one.input_bias + one.recurrent_bias) * factors.squeeze(1);
    return matrix_product(rows, (one.input * factors).t(), precision)
        .add_(bias)
        .view({input.size(1), input.size(0), -1});
  };
  const auto& [there, back] = directions;
  return NativeScan::apply(sums(there), sums(back), there.recurrent * factors,
                           back.recurrent * factors, precision)
      .transpose(0, 1);
}

}  // namespace divisi::train
