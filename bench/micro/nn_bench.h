/// What the parts of nn_bench share.
#pragma once

#include <memory>

#include "nn/kernels/kernel_table.h"
#include "nn/tensor.h"

namespace divisi::bench {

/// GFLOP/s of multiply-adds that stay in registers: what no kernel can pass on this core, now.
double measure_peak(nn::Isa isa);

/// A dense 3x3 convolution with bias and rectifier by oneDNN, in its own layout, on one thread.
class OneDnnConv {
 public:
  /// weights [3 dt, 3 df, Cin, Cout], as the tap convolution has them; bias [Cout].
  OneDnnConv(const nn::Map& in, const float* weights, const float* bias, int out_channels,
             int time_dilation);
  ~OneDnnConv();

  void run();
  /// The last run's output, brought back to our layout.
  nn::Map output() const;

 private:
  struct Primitives;
  std::unique_ptr<Primitives> primitives_;
};

}  // namespace divisi::bench
