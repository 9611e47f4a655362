#include "audio/mpeg_header.h"

#include <array>
#include <cstdio>
#include <memory>

namespace divisi::audio {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// kbit/s by [row][index]; index 0 (free format) and 15 are not accepted.
constexpr std::array<std::array<int, 15>, 5> kBitrates_kbps = {{
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // MPEG-1 layer I
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},     // MPEG-1 layer II
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},      // MPEG-1 layer III
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},     // MPEG-2 layer I
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},          // MPEG-2 II and III
}};
constexpr std::array<int, 3> kRates_hz = {44100, 48000, 32000};

struct Fields {
  int version;  ///< 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  int layer;    ///< 1 to 3
  int bitrate_index;
  int rate_index;
  int padding;
};

Fields fields_of(std::uint32_t header) {
  return {static_cast<int>(header >> 19U & 3U), 4 - static_cast<int>(header >> 17U & 3U),
          static_cast<int>(header >> 12U & 15U), static_cast<int>(header >> 10U & 3U),
          static_cast<int>(header >> 9U & 1U)};
}

/// The next four bytes as one big-endian word; false at the end of the file.
bool read_word(std::FILE* file, std::uint32_t& word) {
  std::array<unsigned char, 4> bytes{};
  if (std::fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) return false;
  word = static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U |
         static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3];
  return true;
}

/// Bytes of the ID3v2 tag at `position`, 0 if there is none (id3.org, ID3v2.4 structure, 3.1).
long id3_bytes(std::FILE* file, long position) {
  std::array<unsigned char, 10> tag{};
  if (std::fseek(file, position, SEEK_SET) != 0) return 0;
  if (std::fread(tag.data(), 1, tag.size(), file) != tag.size()) return 0;
  if (tag[0] != 'I' || tag[1] != 'D' || tag[2] != '3') return 0;
  long size = 0;
  for (int i = 6; i < 10; ++i) size = size << 7 | (tag[static_cast<std::size_t>(i)] & 0x7F);
  const bool has_footer = (tag[5] & 0x10) != 0;
  return size + (has_footer ? 20 : 10);
}

}  // namespace

int mpeg_frame_bytes(std::uint32_t header) {
  constexpr std::uint32_t kSync = 0xFFE00000U;
  if ((header & kSync) != kSync) return 0;
  const Fields f = fields_of(header);
  if (f.version == 1 || f.layer == 4 || f.rate_index == 3) return 0;
  if (f.bitrate_index == 0 || f.bitrate_index == 15) return 0;
  const bool first = f.version == 3;
  const int row = first ? f.layer - 1 : (f.layer == 1 ? 3 : 4);
  const int bits_per_s =
      1000 *
      kBitrates_kbps[static_cast<std::size_t>(row)][static_cast<std::size_t>(f.bitrate_index)];
  const int rate_hz =
      kRates_hz[static_cast<std::size_t>(f.rate_index)] / (first ? 1 : (f.version == 2 ? 2 : 4));
  if (f.layer == 1) return (12 * bits_per_s / rate_hz + f.padding) * 4;
  const int samples_per_byte = f.layer == 3 && !first ? 72 : 144;
  return samples_per_byte * bits_per_s / rate_hz + f.padding;
}

bool starts_like_mpeg_audio(const std::filesystem::path& path) {
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return false;
  long position = 0;
  for (long tag = 0; (tag = id3_bytes(file.get(), position)) > 0;) position += tag;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  if (std::fseek(file.get(), position, SEEK_SET) != 0 || !read_word(file.get(), first)) {
    return false;
  }
  const int bytes = mpeg_frame_bytes(first);
  if (bytes == 0 || std::fseek(file.get(), position + bytes, SEEK_SET) != 0) return false;
  if (!read_word(file.get(), second) || mpeg_frame_bytes(second) == 0) return false;
  constexpr std::uint32_t kSameStream = 0xFFFE0C00U;  // sync, version, layer, sample rate
  return ((first ^ second) & kSameStream) == 0;
}

}  // namespace divisi::audio
