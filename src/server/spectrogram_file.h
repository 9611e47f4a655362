/// A spectrogram as bytes: what the page draws, and what pictures are drawn over later.
///
/// Units     0 is kFloorDb or less, 255 is 0 dB.
/// Errors    not_found, io; corrupt: the two files do not fit each other.
/// Thread    safe for different folders.
#pragma once

#include <filesystem>
#include <string>

#include "divisi/transcriber.h"

namespace divisi::server {

constexpr double kFloorDb = -80.0;
constexpr const char* kSpectrogramCard = "spectrogram.json";
constexpr const char* kSpectrogramBytes = "spectrogram.u8";

Expected<void> write_spectrogram(const Spectrogram& spectrogram,
                                 const std::filesystem::path& folder);
Expected<Spectrogram> read_spectrogram(const std::filesystem::path& folder);

}  // namespace divisi::server
