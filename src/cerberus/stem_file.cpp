#include "cerberus/stem_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "audio/mono_source.h"
#include "core/atomic_file.h"
#include "models/cerberus_net.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

struct StemHead {
  char magic[8] = {'d', 'v', 's', 't', 'e', 'm', 's', '1'};
  std::uint64_t identity = 0;  ///< of the sound file
  std::uint64_t samples = 0;
  double scale = 0.0;
};

/// Its name and size: a sound that was rendered anew has another.
std::uint64_t identity_of(const fs::path& sound) {
  std::error_code ignored;
  return std::hash<std::string>{}(sound.filename().string() + " " +
                                  std::to_string(fs::file_size(sound, ignored)));
}

std::uint8_t level_of(const float* samples) {
  double squares = 0.0;
  for (int n = 0; n < kLevelBlockSamples; ++n)
    squares += static_cast<double>(samples[n]) * samples[n];
  const double dbfs = 10.0 * std::log10(squares / kLevelBlockSamples + 1e-26);
  return static_cast<std::uint8_t>(std::clamp(std::ceil(-dbfs), 0.0, 255.0));
}

Expected<void> make(const fs::path& path, const fs::path& sound) {
  const Expected<std::vector<float>> samples = audio::read_all_mono(sound, models::kCerberusRateHz);
  if (!samples) return samples.error();
  float peak = 1e-9f;
  for (const float value : *samples) peak = std::max(peak, std::abs(value));
  const StemHead head{.identity = identity_of(sound),
                      .samples = samples->size(),
                      .scale = static_cast<double>(peak) / 32767.0};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  for (const float value : *samples) {
    const auto step = static_cast<std::int16_t>(std::lround(value / head.scale));
    bytes.append(reinterpret_cast<const char*>(&step), sizeof(step));
  }
  for (std::size_t at = 0; at + kLevelBlockSamples <= samples->size(); at += kLevelBlockSamples)
    bytes.push_back(static_cast<char>(level_of(samples->data() + at)));
  return core::write_file_atomically(path, bytes);
}

}  // namespace

bool StemFile::understand(std::uint64_t identity) {
  const std::string_view bytes = file_.bytes();
  StemHead found;
  if (bytes.size() < sizeof(found)) return false;
  std::memcpy(&found, bytes.data(), sizeof(found));
  if (std::memcmp(found.magic, StemHead{}.magic, sizeof(found.magic)) != 0) return false;
  if (found.identity != identity || found.samples > bytes.size()) return false;
  const std::size_t blocks = found.samples / kLevelBlockSamples;
  if (bytes.size() != sizeof(found) + 2 * found.samples + blocks) return false;
  const char* sound = bytes.data() + sizeof(found);
  samples_ = {reinterpret_cast<const std::int16_t*>(sound), found.samples};
  levels_ = {reinterpret_cast<const std::uint8_t*>(sound + 2 * found.samples), blocks};
  scale_ = static_cast<float>(found.scale);
  return true;
}

Expected<StemFile> StemFile::open(const fs::path& path, const fs::path& sound) {
  for (const bool is_fresh : {false, true}) {
    if (is_fresh) {
      if (auto made = make(path, sound); !made) return made.error();
    }
    Expected<MappedFile> file = MappedFile::open(path);
    if (!file && is_fresh) return file.error();
    if (!file) continue;
    StemFile opened(std::move(*file));
    if (opened.understand(identity_of(sound))) return opened;
  }
  return Error{ErrorCode::io, path.string() + ": written, but not as it was meant", path.string()};
}

}  // namespace divisi::cerberus
