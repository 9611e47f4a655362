#include "eval/table.h"

#include <cstdio>

namespace divisi::eval {

std::string table_head(const std::string& what, std::span<const Column> columns) {
  std::string titles = "| " + what + " | who |";
  std::string rule = "|---|---|";
  for (const Column& column : columns) {
    titles += " " + std::string(column.title) + " |";
    rule += "---|";
  }
  return titles + "\n" + rule + "\n";
}

std::string table_row(const std::string& what, const std::string& who,
                      const std::map<std::string, double>& figures,
                      std::span<const Column> columns) {
  std::string row = "| " + what + " | " + who + " |";
  for (const Column& column : columns) {
    const auto found = figures.find(column.key);
    char text[32] = "-";
    if (found != figures.end()) {
      if (column.is_count) {
        std::snprintf(text, sizeof text, "%.4g", found->second);
      } else {
        std::snprintf(text, sizeof text, "%.*f", column.decimals, found->second);
      }
    }
    row += " " + std::string(text) + " |";
  }
  return row + "\n";
}

}  // namespace divisi::eval
