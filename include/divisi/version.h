/// Which divisi this is.
#pragma once

#include <string_view>

namespace divisi {

/// "0.1.0", as in CHANGELOG.md.
std::string_view version();

}  // namespace divisi
