/// A stem at 16 kHz, kept beside its clip so that crops of it are there at once.
///
/// Layout    a head; the sound (int16 [N]); its level in each block of 256 samples (a byte, -b
///           dBFS, 255 for silence). Files of another version or of another sound are made anew.
/// Units     samples at 16 kHz; a step of a sample is `scale`.
/// Errors    not_found, io, corrupt: naming the file.
/// Thread    const-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

#include "cerberus/mapped_file.h"
#include "divisi/error.h"

namespace divisi::cerberus {

inline constexpr int kLevelBlockSamples = 256;

class StemFile {
 public:
  /// Opens `path`, which holds `sound`; makes it where it is missing or out of date.
  static Expected<StemFile> open(const std::filesystem::path& path,
                                 const std::filesystem::path& sound);

  std::span<const std::int16_t> samples() const { return samples_; }
  std::span<const std::uint8_t> levels() const { return levels_; }  ///< -dBFS of whole blocks
  float scale() const { return scale_; }

 private:
  explicit StemFile(MappedFile file) : file_(std::move(file)) {}
  bool understand(std::uint64_t identity);

  MappedFile file_;
  std::span<const std::int16_t> samples_;
  std::span<const std::uint8_t> levels_;
  float scale_ = 0.0f;
};

}  // namespace divisi::cerberus
