#include <omp.h>
#include <dnnl.hpp>

#include <unordered_map>

#include "nn_bench.h"

namespace divisi::bench {

using dnnl::memory;

struct OneDnnConv::Primitives {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  memory source, weights, bias, target;
  dnnl::convolution_forward convolution;
  std::unordered_map<int, memory> arguments;
  memory::desc plain_target;
  int frames = 0, positions = 0, channels = 0;

  /// A copy of `data` in the layout that the primitive has chosen.
  memory reordered(const memory::desc& from, const float* data, const memory::desc& to) {
    memory plain(from, engine, const_cast<float*>(data));
    memory blocked(to, engine);
    dnnl::reorder(plain, blocked).execute(stream, plain, blocked);
    stream.wait();
    return blocked;
  }
};

OneDnnConv::OneDnnConv(const nn::Map& in, const float* weights, const float* bias, int out_channels,
                       int time_dilation)
    : primitives_(std::make_unique<Primitives>()) {
  omp_set_num_threads(1);  // oneDNN takes all cores otherwise; ours runs on the caller's thread
  Primitives& p = *primitives_;
  const auto type = memory::data_type::f32;
  const auto any = memory::format_tag::any;
  const memory::dim t = in.frames(), w = in.positions(), i = in.channels(), o = out_channels;
  const memory::dims in_dims{1, i, t, w}, out_dims{1, o, t, w}, weight_dims{o, i, 3, 3};
  dnnl::post_ops rectify;
  rectify.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(rectify);
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, {in_dims, type, any},
      {weight_dims, type, any}, {{o}, type, memory::format_tag::a}, {out_dims, type, any}, {1, 1},
      {time_dilation - 1, 0}, {time_dilation, 1}, {time_dilation, 1});
  const dnnl::convolution_forward::primitive_desc chosen(description, attributes, p.engine);
  p.source = p.reordered({in_dims, type, memory::format_tag::nhwc}, in.data(), chosen.src_desc());
  // Ours are [dt, df, in, out]: in oneDNN's letters hwio.
  p.weights =
      p.reordered({weight_dims, type, memory::format_tag::hwio}, weights, chosen.weights_desc());
  p.bias = p.reordered({{o}, type, memory::format_tag::a}, bias, chosen.bias_desc());
  p.target = memory(chosen.dst_desc(), p.engine);
  p.plain_target = {out_dims, type, memory::format_tag::nhwc};
  p.convolution = dnnl::convolution_forward(chosen);
  p.arguments = {{DNNL_ARG_SRC, p.source},
                 {DNNL_ARG_WEIGHTS, p.weights},
                 {DNNL_ARG_BIAS, p.bias},
                 {DNNL_ARG_DST, p.target}};
  p.frames = in.frames(), p.positions = in.positions(), p.channels = out_channels;
}

OneDnnConv::~OneDnnConv() = default;

void OneDnnConv::run() {
  primitives_->convolution.execute(primitives_->stream, primitives_->arguments);
  primitives_->stream.wait();
}

nn::Map OneDnnConv::output() const {
  Primitives& p = *primitives_;
  nn::Map map(p.frames, p.positions, p.channels);
  memory plain(p.plain_target, p.engine, map.data());
  dnnl::reorder(p.target, plain).execute(p.stream, p.target, plain);
  p.stream.wait();
  return map;
}

}  // namespace divisi::bench
