/// Sound files and the codec, by libsndfile.
///
/// Errors    not_found, corrupt, io: naming the file and the library's reason.
/// Thread    safe.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "synth/clip.h"

namespace divisi::synth {

/// 16 bit FLAC at kRateHz; samples beyond full scale are clipped.
Expected<void> write_flac(const std::filesystem::path& path, const Signal& signal);

/// One channel (the mean of all) at the file's own rate.
struct MonoSound {
  int sample_rate_hz = 0;
  std::vector<float> samples;
};
Expected<MonoSound> read_mono(const std::filesystem::path& path);

/// Through Ogg Vorbis in memory and back, in place of time: sample i stays sample i.
/// `quality` 0 (worst) to 1.
Expected<Signal> through_vorbis(const Signal& signal, double quality);

}  // namespace divisi::synth
