#include "features/cqt.h"

#include <utility>

namespace divisi::features {
namespace {

CqtBankSink pass_on(const CqtSink& sink) {
  return [&sink](const CqtBankBlock& block) {
    sink(block.first_frame, block.frame_count, block.maps[0]);
  };
}

}  // namespace

Expected<Cqt> Cqt::create(const CqtSpec& spec) {
  Expected<CqtBank> bank = CqtBank::create({spec});
  if (!bank) return bank.error();
  return Cqt(std::move(*bank));
}

void Cqt::push(const float* samples, std::size_t count, const CqtSink& sink) {
  bank_.push(samples, count, pass_on(sink));
}

void Cqt::finish(const CqtSink& sink) { bank_.finish(pass_on(sink)); }

Expected<std::vector<std::complex<float>>> transform_clip(const CqtSpec& spec,
                                                          const std::vector<float>& samples) {
  Expected<Cqt> cqt = Cqt::create(spec);
  if (!cqt) return cqt.error();
  const auto bins = std::size_t(spec.bin_count());
  const auto hop = std::size_t(spec.hop_samples);
  std::vector<std::complex<float>> cells;
  cells.reserve((samples.size() + hop - 1) / hop * bins);
  const CqtSink append = [&](std::int64_t, int count, const std::complex<float>* block) {
    cells.insert(cells.end(), block, block + std::size_t(count) * bins);
  };
  cqt->push(samples.data(), samples.size(), append);
  cqt->finish(append);
  return cells;
}

}  // namespace divisi::features
