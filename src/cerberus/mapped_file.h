/// A file as memory: pages are read when they are looked at, so that sets larger than memory can be
/// drawn from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "divisi/error.h"

namespace divisi::cerberus {

/// Thread    const-safe.
class MappedFile {
 public:
  /// Errors    not_found, io: naming the file.
  static Expected<MappedFile> open(const std::filesystem::path& path);

  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}

  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace divisi::cerberus
