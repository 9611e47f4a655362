/// The stems of one piece at 16 kHz, kept in one file beside its mixture so that crops of them are
/// there at once.
///
/// Layout    StemHead, then for each stem its sound (int16 [N]) and its level in each block of 1024
///           samples (a byte, -b dBFS, 255 for silence). Files of another version or of other
///           stems are made anew.
/// Units     samples at 16 kHz; sample n of a stem is n · scale.
/// Errors    not_found, io, corrupt: naming the stem's file.
/// Thread    const-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "cerberus/mapped_file.h"
#include "divisi/error.h"

namespace divisi::cerberus {

inline constexpr int kLevelBlockSamples = 1024;
inline constexpr const char* kStemFileName = "stems_16k.dvc";

struct StemSound {
  std::span<const std::int16_t> samples;
  std::span<const std::uint8_t> levels;  ///< -dBFS of each whole block
  float scale = 0.0f;                    ///< of a step of a sample
};

class StemFile {
 public:
  /// Opens `path`, which holds the sound files `stems` in their order, all as long as the longest;
  /// makes it where it is missing or out of date.
  static Expected<StemFile> open(const std::filesystem::path& path,
                                 const std::vector<std::filesystem::path>& stems);

  std::int64_t samples() const { return samples_; }
  const StemSound& stem(std::size_t index) const { return stems_[index]; }

 private:
  explicit StemFile(MappedFile file) : file_(std::move(file)) {}
  bool understand(std::uint64_t identity, std::size_t stem_count);

  MappedFile file_;
  std::int64_t samples_ = 0;
  std::vector<StemSound> stems_;
};

}  // namespace divisi::cerberus
