#include "core/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace divisi::core {
namespace {

Error io_error(const std::filesystem::path& path, const char* what, int code) {
  return {ErrorCode::io, path.string() + ": " + what + ": " + std::strerror(code), path.string()};
}

Expected<void> write_bytes(const std::filesystem::path& path, std::string_view bytes,
                           const std::filesystem::path& shown) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return io_error(shown, "cannot write", errno);
  const bool complete = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const int write_code = errno;
  const bool closed = std::fclose(file) == 0;
  if (!complete) return io_error(shown, "cannot write", write_code);
  if (!closed) return io_error(shown, "cannot write", errno);
  return {};
}

}  // namespace

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  std::filesystem::path temporary = path;
  temporary.replace_filename("." + path.filename().string() + "." + std::to_string(::getpid()) +
                             ".part");
  return temporary;
}

Expected<void> flush_to_disk(const std::filesystem::path& written,
                             const std::filesystem::path& path) {
  const int descriptor = ::open(written.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return io_error(path, "cannot write", errno);
  const int failed = ::fsync(descriptor);
  const int code = errno;
  ::close(descriptor);
  if (failed != 0) return io_error(path, "cannot write", code);
  return {};
}

Expected<void> write_file_atomically(
    const std::filesystem::path& path,
    const std::function<Expected<void>(const std::filesystem::path&)>& write) {
  const std::filesystem::path temporary = temporary_beside(path);
  Expected<void> result = write(temporary);
  if (result) result = flush_to_disk(temporary, path);
  if (result && std::rename(temporary.c_str(), path.c_str()) != 0) {
    result = io_error(path, "cannot write", errno);
  }
  if (!result) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
  }
  return result;
}

Expected<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  return write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    return write_bytes(temporary, bytes, path);
  });
}

Expected<std::string> read_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) {
    const bool absent = errno == ENOENT;
    Error error = io_error(path, "cannot read", errno);
    if (absent) error.code = ErrorCode::not_found;
    return error;
  }
  std::string bytes;
  char block[1 << 16];
  for (std::size_t got = 0; (got = std::fread(block, 1, sizeof(block), file.get())) > 0;)
    bytes.append(block, got);
  if (std::ferror(file.get()) != 0) return io_error(path, "cannot read", errno);
  return bytes;
}

}  // namespace divisi::core
