/// libtorch throws, with a backtrace below the first line; we do neither.
#pragma once

#include <exception>
#include <string>

#include "divisi/error.h"

namespace divisi::cli {

/// What `work` returns, or what it throws as ErrorCode::internal.
template <class Work>
Expected<void> caught(const Work& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    const std::string text = problem.what();
    return Error{ErrorCode::internal, text.substr(0, text.find('\n')), {}};
  }
}

}  // namespace divisi::cli
