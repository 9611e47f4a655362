#include "divisi/version.h"

namespace divisi {

std::string_view version() { return DIVISI_VERSION; }

}  // namespace divisi
