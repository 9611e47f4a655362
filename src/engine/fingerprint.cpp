#include "engine/fingerprint.h"

#include <cstdio>
#include <memory>
#include <system_error>
#include <vector>

#include "engine/sha256.h"

namespace divisi::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = 1U << 18U;

bool is_worth_reading(const fs::path& recording, bool is_stretch) {
  std::error_code problem;
  if (!fs::is_regular_file(recording, problem) || problem) return false;
  const std::uintmax_t bytes = fs::file_size(recording, problem);
  return !problem && (!is_stretch || bytes <= kMaxFileOfStretch_bytes);
}

}  // namespace

Fingerprint::Fingerprint(const fs::path& recording, bool is_stretch, bool is_wanted) {
  if (!is_wanted || !is_worth_reading(recording, is_stretch)) return;
  try {
    thread_ =
        std::jthread([this, recording](const std::stop_token& stop) { take(recording, stop); });
  } catch (const std::system_error&) {
    // No thread to be had: a transcription without a fingerprint is better than none.
  }
}

void Fingerprint::take(const fs::path& recording, const std::stop_token& stop) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(recording.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return;
  std::vector<char> block(kReadBytes);
  Sha256 message;
  while (!stop.stop_requested()) {
    const std::size_t got = std::fread(block.data(), 1, block.size(), file.get());
    message.add({block.data(), got});
    if (got == block.size()) continue;
    if (std::ferror(file.get()) == 0) hex_ = message.finish();
    return;
  }
}

std::string Fingerprint::finish() {
  if (thread_.joinable()) thread_.join();
  return hex_;
}

}  // namespace divisi::engine
