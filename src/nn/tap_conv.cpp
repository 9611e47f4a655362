#include "nn/tap_conv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/check.h"
#include "nn/isa.h"

namespace divisi::nn {
namespace {

// Frames computed for one run of positions before the next run's turn: few enough that they are
// still in the second-level cache then, and a multiple of every kernel's block.
constexpr int kFramesInCache = 24;

// Far below where positions or offsets could overflow; no map of ours comes near.
constexpr int kFarthestTap = 1 << 24;

void check_spec(const TapConvSpec& spec) {
  DIVISI_CHECK(spec.in_channels >= 1 && spec.out_channels >= 1, "a layer has channels");
  DIVISI_CHECK(spec.in_positions >= 1 && spec.out_positions >= 1, "a layer has positions");
  DIVISI_CHECK(spec.stride >= 1, "the stride is at least 1");
  for (const Tap& tap : spec.taps) {
    DIVISI_CHECK(std::abs(tap.df) < kFarthestTap && std::abs(tap.dt) < kFarthestTap,
                 "a tap lies absurdly far away");
  }
}

/// Whether output position `position` sees `tap` inside the map.
bool sees(const TapConvSpec& spec, const Tap& tap, int position) {
  const int place = spec.stride * position + tap.df;
  return place >= 0 && place < spec.in_positions;
}

bool same_view(const TapConvSpec& spec, int a, int b) {
  return std::all_of(spec.taps.begin(), spec.taps.end(),
                     [&](const Tap& tap) { return sees(spec, tap, a) == sees(spec, tap, b); });
}

/// A call of tap_conv(), checked: what every job of it has in common.
TapConvJob common_job(const TapConv& layer, const Map& out, const PostOps& post) {
  const TapConvSpec& spec = layer.spec();
  TapConvJob job = {};
  job.input_position_stride = std::ptrdiff_t(spec.stride) * spec.in_channels;
  job.input_frame_stride = std::ptrdiff_t(spec.in_positions) * spec.in_channels;
  job.output_position_stride = out.channels();
  job.output_frame_stride = std::ptrdiff_t(out.positions()) * out.channels();
  job.weights = layer.packed_weights();
  job.bias_position_stride = spec.position_bias ? layer.padded_channels() : 0;
  job.padded_channels = layer.padded_channels();
  job.out_channels = spec.out_channels;
  job.activation = post.activation;
  job.slope = post.slope;
  return job;
}

/// All positions of frames which see the same taps along time.
void compute_frames(const TapConv& layer, const Map& in, Map& out, FrameRange range,
                    const Map* residual, TapConvJob job) {
  const auto kernel = active_kernels().tap_conv;
  job.frames = range.end - range.begin;
  job.low_dt = -range.begin;
  job.high_dt = in.frames() - 1 - range.begin;
  for (const TapConv::Run& run : layer.runs()) {
    job.segments = layer.segments().data() + run.first_segment;
    job.segment_count = static_cast<int>(run.last_segment - run.first_segment);
    job.positions = run.end - run.begin;
    // Not at(): with a stride the tap (0, 0) itself may lie beyond the map.
    job.input = in.frame(range.begin) + run.begin * job.input_position_stride;
    job.output = out.at(range.begin, run.begin);
    job.residual = residual ? residual->at(range.begin, run.begin) : nullptr;
    job.bias = layer.packed_bias() + run.begin * job.bias_position_stride;
    kernel(job);
  }
}

}  // namespace

std::vector<Tap> rectangle_taps(int low_df, int high_df, int reach_dt, int dilation) {
  std::vector<Tap> taps;
  for (int dt = -reach_dt; dt <= reach_dt; ++dt) {
    for (int df = low_df; df <= high_df; ++df) taps.push_back({df, dt * dilation});
  }
  return taps;
}

std::vector<Tap> shifted_taps(std::span<const int> shifts, std::span<const Tap> around) {
  std::vector<Tap> taps;
  for (const int shift : shifts) {
    for (const Tap& tap : around) taps.push_back({shift + tap.df, tap.dt});
  }
  return taps;
}

TapConv::TapConv(TapConvSpec spec, std::span<const float> weights, std::span<const float> bias)
    : spec_(std::move(spec)) {
  check_spec(spec_);
  DIVISI_CHECK(weights.size() == spec_.weight_count(), "weights are [K, Cin, Cout]");
  DIVISI_CHECK(bias.size() == spec_.bias_count(), "bias is [Cout] or [P, Cout]");
  for (const Tap& tap : spec_.taps) {
    past_frames_ = std::max(past_frames_, -tap.dt);
    future_frames_ = std::max(future_frames_, tap.dt);
  }
  pack(weights, bias);
  plan_runs();
}

void TapConv::pack(std::span<const float> weights, std::span<const float> bias) {
  const int channels = spec_.out_channels;
  padded_channels_ = (channels + kChannelPadding - 1) / kChannelPadding * kChannelPadding;
  const auto pad_rows = [&](std::span<const float> from, AlignedFloats& to) {
    const std::size_t rows = from.size() / std::size_t(channels);
    to.assign(rows * std::size_t(padded_channels_), 0.0f);
    for (std::size_t row = 0; row < rows; ++row) {
      std::copy_n(from.begin() + std::ptrdiff_t(row) * channels, channels,
                  to.begin() + std::ptrdiff_t(row) * padded_channels_);
    }
  };
  pad_rows(weights, weights_);
  pad_rows(bias, bias_);
}

void TapConv::plan_runs() {
  for (int position = 0; position < spec_.out_positions; ++position) {
    if (!runs_.empty() && same_view(spec_, runs_.back().begin, position)) {
      runs_.back().end = position + 1;
      continue;
    }
    const std::size_t first = segments_.size();
    append_segments(position);
    runs_.push_back({position, position + 1, first, segments_.size()});
  }
}

void TapConv::append_segments(int position) {
  const std::ptrdiff_t frame_floats = std::ptrdiff_t(spec_.in_positions) * spec_.in_channels;
  bool joins = false;
  for (std::size_t k = 0; k < spec_.taps.size(); ++k) {
    const Tap& tap = spec_.taps[k];
    if (!sees(spec_, tap, position)) {
      joins = false;
      continue;
    }
    const bool neighbour =
        joins && tap.dt == spec_.taps[k - 1].dt && tap.df == spec_.taps[k - 1].df + 1;
    if (neighbour) {
      segments_.back().length += spec_.in_channels;
    } else {
      segments_.push_back({tap.dt, spec_.in_channels,
                           tap.dt * frame_floats + std::ptrdiff_t(tap.df) * spec_.in_channels,
                           std::ptrdiff_t(k) * spec_.in_channels * padded_channels_});
    }
    joins = true;
  }
}

void tap_conv(const TapConv& layer, const Map& in, Map& out, const PostOps& post) {
  const TapConvSpec& spec = layer.spec();
  out.resize(in.frames(), spec.out_positions, spec.out_channels);
  tap_conv(layer, in, out, {0, in.frames()}, post);
}

void tap_conv(const TapConv& layer, const Map& in, Map& out, FrameRange range,
              const PostOps& post) {
  const TapConvSpec& spec = layer.spec();
  const int frames = in.frames();
  DIVISI_CHECK(&in != &out, "a tap convolution does not work in place");
  DIVISI_CHECK(in.positions() == spec.in_positions && in.channels() == spec.in_channels,
               "the input has another shape than the layer");
  DIVISI_CHECK(out.frames() == frames && out.positions() == spec.out_positions &&
                   out.channels() == spec.out_channels,
               "the output has another shape than the layer");
  DIVISI_CHECK(!post.residual || post.residual->same_shape(out),
               "the residual has another shape than the output");
  DIVISI_CHECK(0 <= range.begin && range.begin <= range.end && range.end <= frames,
               "the frames asked for are not in the map");
  const TapConvJob job = common_job(layer, out, post);
  // Near the ends each frame sees other taps than its neighbour; between them all see all.
  const int inner_begin = layer.past_frames();
  const int inner_end = frames - layer.future_frames();
  for (int t = range.begin; t < range.end;) {
    const bool inner = inner_begin <= t && t < inner_end;
    const int end = inner ? std::min({t + kFramesInCache, inner_end, range.end}) : t + 1;
    compute_frames(layer, in, out, {t, end}, post.residual, job);
    t = end;
  }
}

}  // namespace divisi::nn
