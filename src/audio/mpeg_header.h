/// Tells MPEG audio (MP3, MP2) from everything else by its first bytes.
#pragma once

#include <cstdint>
#include <filesystem>

namespace divisi::audio {

/// Length in bytes of the MPEG audio frame that starts with these four bytes (big-endian in one
/// word), or 0 when they start none.
/// Source    ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3; ISO/IEC 13818-3 for the lower rates.
int mpeg_frame_bytes(std::uint32_t header);

/// Whether two frames that fit each other follow the ID3v2 tags (or the very start) of a file. One
/// alone would be found in every thousandth file of random bytes.
bool starts_like_mpeg_audio(const std::filesystem::path& path);

}  // namespace divisi::audio
