/// The fingerprint of weights, as `sha256sum` prints it. Source: FIPS 180-4, section 6.2.
#pragma once

#include <string>
#include <string_view>

namespace divisi::engine {

/// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace divisi::engine
