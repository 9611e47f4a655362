#include "engine/stem_files.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/parallel.h"
#include "engine/stem_names.h"

namespace divisi::engine {
namespace {

/// Whole numbers can be added in any order; 2^16 squares of 24 bits fit.
double energy(const std::vector<std::int32_t>& samples) {
  double all = 0.0;
  for (std::size_t first = 0; first < samples.size(); first += 1 << 16) {
    std::int64_t squares = 0;
    const std::size_t last = std::min(samples.size(), first + (1 << 16));
    for (std::size_t n = first; n < last; ++n) squares += std::int64_t(samples[n]) * samples[n];
    all += double(squares);
  }
  return all;
}

}  // namespace

Expected<StemFiles> StemFiles::create(const std::filesystem::path& folder,
                                      const std::vector<NamedSound>& sounds,
                                      audio::StreamKind kind) {
  Expected<core::AtomicFolder> made = core::AtomicFolder::create(folder);
  if (!made) return made.error();
  StemFiles files(std::move(*made));
  for (const NamedSound& sound : sounds) {
    const std::string file = sound.name + audio::stream_ending(kind);
    files.paths_.push_back(folder / file);
    auto writer = audio::StreamWriter::open(files.folder_.temporary() / file, files.paths_.back(),
                                            kind, sound.format);
    if (!writer) return writer.error();
    files.writers_.push_back(std::move(*writer));
    files.squares_.push_back(0.0);
  }
  return files;
}

Expected<void> StemFiles::write(const separate::StemBlock& block, int threads) {
  DIVISI_CHECK(block.samples.size() == writers_.size(), "a file for each stem");
  std::vector<Expected<void>> written(writers_.size());
  core::parallel_for(writers_.size(), threads, [&](std::size_t i) {
    const std::vector<std::int32_t>& samples = block.samples[i];
    squares_[i] += energy(samples);
    written[i] = writers_[i]->write(samples.data(), block.frames);
  });
  for (const Expected<void>& good : written) {
    if (!good) return good;
  }
  if (!block.samples.empty()) samples_ += double(block.samples[0].size());
  return {};
}

Expected<void> StemFiles::commit() {
  for (const auto& writer : writers_) {
    if (Expected<void> good = writer->close(); !good) return good;
  }
  return folder_.commit(is_stem_file);
}

double StemFiles::level_db(std::size_t file) const {
  const double mean = squares_[file] / std::max(1.0, samples_) / (8388608.0 * 8388608.0);
  return std::max(-200.0, 10.0 * std::log10(std::max(mean, 1e-30)));
}

}  // namespace divisi::engine
