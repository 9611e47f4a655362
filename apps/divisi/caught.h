/// libtorch throws; we do not.
#pragma once

#include <exception>

#include "divisi/error.h"

namespace divisi::cli {

/// What `work` returns, or what it throws as ErrorCode::internal.
template <class Work>
Expected<void> caught(const Work& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    return Error{ErrorCode::internal, problem.what(), {}};
  }
}

}  // namespace divisi::cli
