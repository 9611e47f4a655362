/// The bytes of a MIDI file, read one number after the other.
///
/// Thread    one user at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace divisi::score {

/// Big-endian reading that never leaves the given bytes: past the end it sets `failed`.
class MidiBytes {
 public:
  explicit MidiBytes(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return position_ >= bytes_.size(); }
  std::size_t position() const { return position_; }

  std::uint32_t number(int byte_count) {
    std::uint32_t value = 0;
    for (int i = 0; i < byte_count; ++i) value = (value << 8U) | byte();
    return value;
  }

  std::uint8_t byte() {
    if (at_end()) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }

  std::uint8_t peek() {
    if (at_end()) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_]);
  }

  /// Variable-length quantity: at most four bytes, else broken.
  std::uint32_t variable_length() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t next = byte();
      value = (value << 7U) | (next & 0x7FU);
      if ((next & 0x80U) == 0) return value;
    }
    failed_ = true;
    return 0;
  }

  std::string_view take(std::size_t byte_count) {
    if (byte_count > bytes_.size() - position_) {
      failed_ = true;
      position_ = bytes_.size();
      return {};
    }
    const std::string_view taken = bytes_.substr(position_, byte_count);
    position_ += byte_count;
    return taken;
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

}  // namespace divisi::score
