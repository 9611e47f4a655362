#include "cerberus/stem_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>

#include "audio/mono_source.h"
#include "core/atomic_file.h"
#include "models/cerberus_net.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

struct StemHead {
  char magic[8] = {'d', 'v', 's', 't', 'e', 'm', 's', '1'};
  std::uint64_t identity = 0;  ///< of the sound files
  std::int64_t samples = 0;
  std::int64_t stems = 0;
};
constexpr std::size_t kMostStems = 1024;

std::size_t blocks_of(std::int64_t samples) {
  return static_cast<std::size_t>(samples) / kLevelBlockSamples;
}

/// Bytes of one stem: its scale, its sound, its levels; whole words, so that sounds lie on even
/// addresses.
std::size_t bytes_of_stem(std::int64_t samples) {
  const std::size_t bytes = 8 + 2 * static_cast<std::size_t>(samples) + blocks_of(samples);
  return (bytes + 7) / 8 * 8;
}

/// Their names and sizes: a set that was rendered anew has others.
std::uint64_t identity_of(const std::vector<fs::path>& stems) {
  std::string text;
  for (const fs::path& stem : stems) {
    std::error_code ignored;
    text += stem.filename().string() + " " + std::to_string(fs::file_size(stem, ignored)) + "\n";
  }
  return std::hash<std::string>{}(text);
}

std::uint8_t level_of(const float* samples) {
  double squares = 0.0;
  for (int n = 0; n < kLevelBlockSamples; ++n)
    squares += static_cast<double>(samples[n]) * samples[n];
  const double dbfs = 10.0 * std::log10(squares / kLevelBlockSamples + 1e-26);
  return static_cast<std::uint8_t>(std::clamp(std::round(-dbfs), 0.0, 255.0));
}

void append_stem(std::vector<float> sound, std::int64_t samples, std::string& bytes) {
  sound.resize(static_cast<std::size_t>(samples), 0.0f);
  float peak = 1e-9f;
  for (const float value : sound) peak = std::max(peak, std::abs(value));
  const float scale = peak / 32767.0f;
  std::string stem(bytes_of_stem(samples), '\0');
  std::memcpy(stem.data(), &scale, sizeof(scale));
  char* out = stem.data() + 8;
  for (const float value : sound) {
    const auto step = static_cast<std::int16_t>(std::lround(value / scale));
    std::memcpy(out, &step, sizeof(step));
    out += sizeof(step);
  }
  for (std::size_t block = 0; block < blocks_of(samples); ++block)
    *out++ = static_cast<char>(level_of(sound.data() + block * kLevelBlockSamples));
  bytes += stem;
}

Expected<void> make(const fs::path& path, const std::vector<fs::path>& stems) {
  std::vector<std::vector<float>> sounds;
  StemHead head{.identity = identity_of(stems), .stems = static_cast<std::int64_t>(stems.size())};
  for (const fs::path& stem : stems) {
    Expected<std::vector<float>> sound = audio::read_all_mono(stem, models::kCerberusRateHz);
    if (!sound) return sound.error();
    head.samples = std::max(head.samples, static_cast<std::int64_t>(sound->size()));
    sounds.push_back(std::move(*sound));
  }
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  for (std::vector<float>& sound : sounds) append_stem(std::move(sound), head.samples, bytes);
  return core::write_file_atomically(path, bytes);
}

}  // namespace

bool StemFile::understand(std::uint64_t identity, std::size_t stem_count) {
  const std::string_view bytes = file_.bytes();
  StemHead found;
  if (bytes.size() < sizeof(found)) return false;
  std::memcpy(&found, bytes.data(), sizeof(found));
  const StemHead expected{.identity = identity,
                          .samples = found.samples,
                          .stems = static_cast<std::int64_t>(stem_count)};
  if (std::memcmp(&found, &expected, sizeof(found)) != 0) return false;
  const auto most = static_cast<std::int64_t>(bytes.size());
  if (found.samples < 0 || found.samples > most || stem_count > kMostStems) return false;
  const std::size_t each = bytes_of_stem(found.samples);
  if (bytes.size() != sizeof(found) + stem_count * each) return false;
  samples_ = found.samples;
  for (std::size_t s = 0; s < stem_count; ++s) {
    const char* stem = bytes.data() + sizeof(found) + s * each;
    StemSound sound;
    std::memcpy(&sound.scale, stem, sizeof(sound.scale));
    const auto count = static_cast<std::size_t>(samples_);
    sound.samples = {reinterpret_cast<const std::int16_t*>(stem + 8), count};
    sound.levels = {reinterpret_cast<const std::uint8_t*>(stem + 8 + 2 * count),
                    blocks_of(samples_)};
    stems_.push_back(sound);
  }
  return true;
}

Expected<StemFile> StemFile::open(const fs::path& path, const std::vector<fs::path>& stems) {
  for (const bool is_fresh : {false, true}) {
    if (is_fresh) {
      if (auto made = make(path, stems); !made) return made.error();
    }
    Expected<MappedFile> file = MappedFile::open(path);
    if (!file && is_fresh) return file.error();
    if (!file) continue;
    StemFile opened(std::move(*file));
    if (opened.understand(identity_of(stems), stems.size())) return opened;
  }
  return Error{ErrorCode::io, path.string() + ": written, but not as it was meant", path.string()};
}

}  // namespace divisi::cerberus
