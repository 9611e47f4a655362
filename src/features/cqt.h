/// The constant-Q transform of a signal, streaming or whole.
///
/// Source    Brown 1991; octaves by decimation after Schörkhuber & Klapuri 2010; kernels and filter
///           of Li & Zhu 2026. The definition to the letter: features/cqt_reference.h.
/// Shapes    mono [N] -> complex [T, F], T = ceil(N / hop), frame t centred at sample t·hop.
/// Units     full-scale sinusoid of amplitude A -> |C| = A/2 at its bin, in every octave.
/// Errors    create(): invalid_argument, see features/cqt_spec.h.
/// Thread    one thread.   Realtime: see features/cqt_bank.h.   Cost: docs/performance.md.
#pragma once

#include "features/cqt_bank.h"

namespace divisi::features {

/// A run of frames in order: cells [frame_count, F], valid during the call only.
using CqtSink = std::function<void(std::int64_t first_frame, int frame_count,
                                   const std::complex<float>* cells)>;

class Cqt {
 public:
  static Expected<Cqt> create(const CqtSpec& spec);

  void push(const float* samples, std::size_t count, const CqtSink& sink);
  void finish(const CqtSink& sink);
  void reset() { bank_.reset(); }

  const CqtSpec& spec() const { return bank_.spec(0); }

 private:
  explicit Cqt(CqtBank bank) : bank_(std::move(bank)) {}

  CqtBank bank_;
};

/// All frames of a clip, [T, F].
Expected<std::vector<std::complex<float>>> transform_clip(const CqtSpec& spec,
                                                          const std::vector<float>& samples);

}  // namespace divisi::features
