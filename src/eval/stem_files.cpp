#include "eval/stem_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <system_error>

#include "audio/mono_source.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance_s = 0.1;

bool is_sound(const fs::path& path) {
  static constexpr std::array<const char*, 7> kEndings = {".wav",  ".flac", ".ogg", ".opus",
                                                          ".aiff", ".mp3",  ".m4a"};
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

}  // namespace

Expected<MonoSound> read_mixture(const fs::path& path) {
  const auto reader = audio::AudioReader::open(path);
  if (!reader) return reader.error();
  MonoSound mixture;
  mixture.sample_rate_hz = (*reader)->format().sample_rate_hz;
  Expected<std::vector<float>> samples = audio::read_all_mono(path, mixture.sample_rate_hz);
  if (!samples) return samples.error();
  mixture.samples = std::move(*samples);
  return mixture;
}

Expected<std::vector<float>> read_stem(const fs::path& path, const MonoSound& mixture) {
  Expected<std::vector<float>> samples = audio::read_all_mono(path, mixture.sample_rate_hz);
  if (!samples) return samples.error();
  const double rate_hz = mixture.sample_rate_hz;
  const double found_s = static_cast<double>(samples->size()) / rate_hz;
  const double expected_s = static_cast<double>(mixture.samples.size()) / rate_hz;
  if (std::abs(found_s - expected_s) > kTolerance_s) {
    char text[80];
    std::snprintf(text, sizeof text, ": found %.2f s of sound, expected %.2f s as in the mixture",
                  found_s, expected_s);
    return Error{ErrorCode::corrupt, path.string() + text, path.string()};
  }
  samples->resize(mixture.samples.size(), 0.0F);
  return samples;
}

Expected<std::vector<NamedSound>> read_stem_folder(const fs::path& folder,
                                                   const MonoSound& mixture) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    std::error_code ignored;
    if (entry.is_regular_file(ignored) && is_sound(entry.path())) files.push_back(entry.path());
  }
  if (failed || files.empty()) {
    return Error{ErrorCode::not_found,
                 folder.string() + ": found no sound files, expected the stems of a recording",
                 folder.string()};
  }
  std::sort(files.begin(), files.end());
  std::vector<NamedSound> stems;
  for (const fs::path& file : files) {
    Expected<std::vector<float>> samples = read_stem(file, mixture);
    if (!samples) return samples.error();
    stems.push_back({file.stem().string(), std::move(*samples)});
  }
  return stems;
}

}  // namespace divisi::eval
