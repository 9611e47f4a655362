/// Long short-term memory in one direction, of several windows at once.
///
///     i, f, o = sigmoid(W x[t] + U h[t-1] + b)   g = tanh(W x[t] + U h[t-1] + b)
///     c[t] = f c[t-1] + i g                      h[t] = o tanh(c[t])
///
/// All projections of inputs are one product of matrices; what is left for each step is one with
/// the state, which windows that run side by side share.
///
/// Source    Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000 (forget gates);
///           gates in libtorch's order i, f, g, o. tanh(x) = 2 sigmoid(2x) - 1, the factor 2 inside
///           the weights, so that all gates are one call.
/// Shapes    in [T B, 1, I], frame t of window b at row t B + b -> H channels of out [T B, 1, C].
/// Errors    none; a wrong shape is a programming error.
/// Thread    const-safe, each thread with a space of its own. A window's result does not depend on
///           what runs beside it. Realtime: yes, once the space has had its greatest size.
/// Cost      4 H (I + H) multiplications for each frame.
#pragma once

#include <span>
#include <vector>

#include "nn/tap_conv.h"
#include "nn/tensor.h"

namespace divisi::nn {

/// The numbers of one direction as files hold them.
struct LstmWeights {
  int in_channels = 1;           ///< I
  int channels = 1;              ///< H
  std::vector<float> input;      ///< [I, 4 H]
  std::vector<float> recurrent;  ///< [H, 4 H]
  std::vector<float> bias;       ///< [4 H]
};

/// Working memory.
struct LstmSpace {
  Map projected;             ///< [T B, 1, 4 H]
  Map gates;                 ///< [B, 1, 4 H]
  Map state;                 ///< h, [B, 1, H]
  std::vector<float> cells;  ///< c, [B, H]
  std::vector<float> bent;   ///< sigmoid(2 c), [B, H]
};

/// What one step lets through, of B windows.
struct LstmStep {
  std::span<float> gates;  ///< [B, 4 H], W x + U h + b, of g twice that -> their sigmoids
  std::span<float> cells;  ///< c, [B, H], of the step before -> of this one
  std::span<float> bent;   ///< -> sigmoid(2 c), [B, H]: tanh(c) = 2 of that - 1
  std::span<float> state;  ///< -> h, [B, H]
};

/// The equations above once the sums are known. Requires: spans of these sizes.
void lstm_step(int channels, const LstmStep& step);

class Lstm {
 public:
  /// Requires: weights of exactly the sizes they say.
  explicit Lstm(const LstmWeights& weights);

  int in_channels() const { return input_.spec().in_channels; }
  int channels() const { return channels_; }

  /// From the last frame to the first with `backwards`. `out` has its shape already; channels
  /// [first_channel, first_channel + H) are written. Requires: windows >= 1 divides the rows.
  void run(const Map& in, int windows, bool backwards, Map& out, int first_channel,
           LstmSpace& space) const;

 private:
  int channels_;
  TapConv input_;
  TapConv recurrent_;
};

}  // namespace divisi::nn
