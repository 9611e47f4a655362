#include "commands.h"

namespace divisi::cli {

ExitCode exit_code_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::cancelled:
      return ExitCode::interrupted;
    case ErrorCode::invalid_argument:
      return ExitCode::usage;
    default:
      return ExitCode::cannot_read;
  }
}

}  // namespace divisi::cli
