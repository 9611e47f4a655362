/// Figures as Markdown: one row for each of several things, one column for each figure.
#pragma once

#include <map>
#include <span>
#include <string>

namespace divisi::eval {

struct Column {
  const char* key;  ///< of the figure
  const char* title;
  bool is_count = false;  ///< a number of things: without trailing zeros
  int decimals = 3;       ///< otherwise
};

/// Two lines: titles (`what`, "who", then those of the columns) and the rule below.
std::string table_head(const std::string& what, std::span<const Column> columns);

/// One line; "-" for a figure that is absent.
std::string table_row(const std::string& what, const std::string& who,
                      const std::map<std::string, double>& figures,
                      std::span<const Column> columns);

}  // namespace divisi::eval
