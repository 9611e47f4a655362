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

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::io:
      return "io";
    case ErrorCode::out_of_range:
      return "out_of_range";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::internal:
      break;
  }
  return "internal";
}

}  // namespace divisi::cli
