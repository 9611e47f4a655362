/// Errors that depend on the world (files, weights, options, devices), as values.
///
/// Whatever may fail because of its input returns `Expected<T>`. A programming error (a wrong
/// shape, a broken precondition) is no `Error`: it is a `DIVISI_CHECK` (src/core/check.h).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace divisi {

/// Why something could not be done. The command line turns each into an exit code (docs/cli.md).
enum class ErrorCode {
  not_found,         ///< no such file, folder, model
  corrupt,           ///< it is what it says it is, but broken
  unsupported,       ///< it is well-formed, but not for us
  invalid_argument,  ///< an option or field out of its range
  io,                ///< reading or writing failed: permission, full disk
  out_of_range,      ///< asked for a stretch that is not there
  cancelled,         ///< the caller asked to stop
  internal,          ///< a mistake of ours
};

/// One failure. `message` names the thing, what was found and what was expected, in one line.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string where;  ///< file or field concerned; may be empty
};

/// Either a value or the reason why there is none. (To become std::expected with C++23.)
template <class T>
class [[nodiscard]] Expected {
 public:
  Expected(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Expected(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }
  bool has_value() const { return state_.index() == 0; }

  /// Requires: has_value().
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Requires: !has_value().
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or the reason why not.
template <>
class [[nodiscard]] Expected<void> {
 public:
  Expected() = default;
  Expected(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return !error_.has_value(); }
  bool has_value() const { return !error_.has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace divisi
