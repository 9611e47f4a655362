#include "synth/sampler.h"

namespace divisi::synth {
Expected<SampleSet> load_samples(const std::filesystem::path& folder) {
  return Error{ErrorCode::unsupported, folder.string(), ""};
}
std::vector<Note> play_samples(const std::vector<Note>&, const SampleSet&, double, core::Rng&,
                               Signal&) {
  return {};
}
std::vector<Note> sing_samples(const std::vector<Note>&, const SampleSet&, const Expression&,
                               core::Rng&, Signal&) {
  return {};
}
}  // namespace divisi::synth
