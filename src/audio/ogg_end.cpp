#include "audio/ogg_end.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace divisi::audio {
namespace {

constexpr std::string_view kCapture("OggS\0", 5);  // and the version, which is 0
constexpr std::size_t kHeaderBytes = 27;
constexpr std::size_t kLongestPage = kHeaderBytes + 255 + 255 * 255;
constexpr unsigned kLastPage = 0x04;

std::string bytes_at(int descriptor, off_t start, std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t got = ::pread(descriptor, bytes.data(), bytes.size(), start);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  return bytes;
}

unsigned byte_of(std::string_view page, std::size_t at) {
  return static_cast<unsigned char>(page[at]);
}

/// Whether what begins here holds a page from its header to its last byte.
bool is_whole(std::string_view page) {
  if (page.size() < kHeaderBytes) return false;
  const std::size_t segments = byte_of(page, kHeaderBytes - 1);
  const std::size_t head = kHeaderBytes + segments;
  if (page.size() < head) return false;
  std::size_t length = head;
  for (std::size_t at = kHeaderBytes; at < head; ++at) length += byte_of(page, at);
  return page.size() >= length;
}

}  // namespace

bool is_cut_off_ogg(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return false;
  if (bytes_at(descriptor, 0, kCapture.size()) != kCapture) return false;
  const off_t start = std::max<off_t>(0, status.st_size - static_cast<off_t>(kLongestPage));
  const std::string end = bytes_at(descriptor, start, kLongestPage);
  const std::size_t at = end.rfind(kCapture);
  if (at == std::string::npos) return true;
  const std::string_view page = std::string_view(end).substr(at);
  return !is_whole(page) || (byte_of(page, kCapture.size()) & kLastPage) == 0;
}

}  // namespace divisi::audio
