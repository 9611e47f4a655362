/// Programming errors: always checked at module borders, whatever the build type.
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program with file, line and reason when `condition` does not hold.
/// Only for mistakes of ours: what depends on the world returns Expected (divisi/error.h).
#define DIVISI_CHECK(condition, reason)                                                      \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "divisi: internal error at %s:%d: %s (%s)\n", __FILE__, __LINE__, \
                   reason, #condition);                                                      \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
