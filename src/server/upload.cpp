#include "server/upload.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace divisi::server {
namespace {

constexpr std::size_t kBlockBytes = 1 << 18;
/// Left free for what is made of the recording.
constexpr std::uint64_t kReserveBytes = std::uint64_t{64} << 20;

Error too_long(std::int64_t most_bytes) {
  return {ErrorCode::out_of_range,
          "the recording is larger than this server takes: at most " +
              std::to_string(most_bytes / (1 << 20)) + " MiB (--max-upload)",
          {}};
}

Error disk_problem(int code) {
  const bool is_full = code == ENOSPC || code == EDQUOT;
  return {ErrorCode::io, std::string("cannot keep the recording: ") + std::strerror(code),
          is_full ? kDiskFull : ""};
}

Expected<void> check_room(const std::filesystem::path& folder, std::uint64_t wanted_bytes) {
  struct statvfs room {};
  if (::statvfs(folder.c_str(), &room) != 0) return {};
  const std::uint64_t free_bytes = std::uint64_t{room.f_bavail} * room.f_frsize;
  if (free_bytes > kReserveBytes && free_bytes - kReserveBytes >= wanted_bytes) return {};
  return disk_problem(ENOSPC);
}

Expected<void> write_all(int file, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_problem(errno);
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
  return {};
}

}  // namespace

Expected<std::int64_t> receive_upload(HttpRequest& request, const std::filesystem::path& path,
                                      std::int64_t most_bytes) {
  if (request.body == nullptr) {
    return Error{ErrorCode::invalid_argument, "nothing was sent: expected a recording's bytes", {}};
  }
  const std::uint64_t announced = request.body->announced_bytes().value_or(0);
  if (announced > static_cast<std::uint64_t>(most_bytes)) return too_long(most_bytes);
  if (auto room = check_room(path.parent_path(), announced); !room) return room.error();
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_problem(errno);
  const OpenFile file(descriptor);
  std::vector<char> block(kBlockBytes);
  std::int64_t total = 0;
  while (true) {
    const Expected<std::size_t> got = request.body->read(block.data(), block.size());
    if (!got) return got.error();
    if (*got == 0) break;
    total += static_cast<std::int64_t>(*got);
    if (total > most_bytes) return too_long(most_bytes);
    if (auto good = write_all(descriptor, block.data(), *got); !good) return good.error();
  }
  if (total == 0) {
    return Error{ErrorCode::invalid_argument, "nothing was sent: expected a recording's bytes", {}};
  }
  if (::fsync(descriptor) != 0) return disk_problem(errno);
  return total;
}

}  // namespace divisi::server
