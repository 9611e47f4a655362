/// The fingerprint of weights and recordings, as `sha256sum` prints it.
///
/// Source    FIPS 180-4, section 6.2.
/// Thread    one user at a time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace divisi::engine {

/// A message that comes in pieces of any size.
class Sha256 {
 public:
  void add(std::string_view bytes);

  /// 64 hexadecimal digits. Nothing may be added any more.
  std::string finish();

 private:
  // FIPS 180-4, section 5.3.3.
  std::array<std::uint32_t, 8> hash_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::uint64_t byte_count_ = 0;
  std::string rest_;  ///< the bytes of a block that is not complete, fewer than 64
};

/// Of a message that is all there.
std::string sha256_hex(std::string_view bytes);

}  // namespace divisi::engine
