/// What a request's target names.
///
/// Source    RFC 3986; the query as HTML forms have it (+ is a blank).
/// Thread    safe. Any bytes are safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace divisi::server {

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};

/// "/a%20b?x=1": nothing unless it begins with "/", every % is followed by two hexadecimal digits,
/// and neither part holds a zero byte.
std::optional<Target> parse_target(std::string_view text);

/// Text with %XX decoded; nothing where it is broken.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_blank);

/// The reverse, for what stands in a header: all but letters, digits and -._~ as %XX.
std::string encode_percent(std::string_view text);

/// "/a/b" as {"a", "b"}; empty segments are kept.
std::vector<std::string_view> split_path(std::string_view path);

}  // namespace divisi::server
