#include "core/csv.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/atomic_file.h"

namespace divisi::core {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Error corrupt(const std::string& name, std::size_t line, const std::string& what) {
  return {ErrorCode::corrupt, name + ", line " + std::to_string(line) + ": " + what, name};
}

/// Walks over the text row by row. A quoted cell may hold separators and line ends.
class RowReader {
 public:
  RowReader(std::string_view text, const std::string& name, char separator)
      : text_(text), name_(name), separator_(separator) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") position_ = 3;  // byte order mark
  }

  bool at_end() const { return position_ >= text_.size(); }
  std::size_t line() const { return line_; }

  Expected<std::vector<std::string>> next() {
    return separator_ == ' ' ? Expected<std::vector<std::string>>(next_blank_separated())
                             : next_quoted();
  }

 private:
  std::vector<std::string> next_blank_separated() {
    std::vector<std::string> cells;
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string_view rest = trimmed(text_.substr(position_, end - position_));
    while (!rest.empty()) {
      const auto stop = std::find_if(rest.begin(), rest.end(), is_blank);
      const auto length = static_cast<std::size_t>(stop - rest.begin());
      cells.emplace_back(rest.substr(0, length));
      rest = trimmed(rest.substr(length));
    }
    position_ = end + 1;
    ++line_;
    return cells;
  }

  Expected<std::vector<std::string>> next_quoted() {
    std::vector<std::string> cells;
    bool row_goes_on = true;
    while (row_goes_on) {
      while (!at_end() && is_blank(text_[position_]) && text_[position_] != separator_) ++position_;
      std::string cell;
      if (!at_end() && text_[position_] == '"') {
        Expected<std::string> quoted = take_quoted();
        if (!quoted) return quoted.error();
        cell = std::move(*quoted);
      }
      const std::size_t start = position_;
      while (!at_end() && text_[position_] != separator_ && text_[position_] != '\n') ++position_;
      cell += trimmed(text_.substr(start, position_ - start));
      cells.push_back(std::move(cell));
      row_goes_on = !at_end() && text_[position_] == separator_;
      if (!row_goes_on) ++line_;
      ++position_;
    }
    if (cells.size() == 1 && cells[0].empty()) cells.clear();
    return cells;
  }

  Expected<std::string> take_quoted() {
    const std::size_t first_line = line_;
    std::string cell;
    for (++position_; !at_end(); ++position_) {
      const char c = text_[position_];
      if (c == '"') {
        ++position_;
        if (at_end() || text_[position_] != '"') return cell;
      }
      if (c == '\n') ++line_;
      cell += c;
    }
    return corrupt(name_, first_line, "found a quote that is never closed");
  }

  std::string_view text_;
  const std::string& name_;
  char separator_;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
};

void to_lower(std::string& text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
}

}  // namespace

std::optional<std::size_t> CsvTable::find_column(
    std::initializer_list<std::string_view> names) const {
  for (const std::string_view wanted : names) {
    const auto found = std::find(header.begin(), header.end(), wanted);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  }
  return std::nullopt;
}

Expected<std::size_t> CsvTable::require_column(
    std::initializer_list<std::string_view> names) const {
  if (const auto column = find_column(names)) return *column;
  std::string found;
  for (const std::string& title : header) found += (found.empty() ? "" : ",") + title;
  return corrupt(name, 1,
                 "found the columns '" + found + "', expected one called '" +
                     std::string(*names.begin()) + "'");
}

Expected<std::string> CsvTable::text(std::size_t row, std::size_t column) const {
  if (column < rows[row].size()) return rows[row][column];
  return corrupt(name, lines[row],
                 "found " + std::to_string(rows[row].size()) + " cells, expected at least " +
                     std::to_string(column + 1));
}

Expected<double> CsvTable::number(std::size_t row, std::size_t column) const {
  const Expected<std::string> cell = text(row, column);
  if (!cell) return cell.error();
  if (const auto value = parse_number(*cell)) return *value;
  return corrupt(name, lines[row], "found '" + cell->substr(0, 40) + "', expected a number");
}

Expected<CsvTable> parse_csv(std::string_view text, const std::string& name,
                             const CsvOptions& options) {
  CsvTable table;
  table.name = name;
  bool header_due = options.has_header;
  RowReader reader(text, name, options.separator);
  while (!reader.at_end()) {
    const std::size_t line = reader.line();
    Expected<std::vector<std::string>> cells = reader.next();
    if (!cells) return cells.error();
    if (cells->empty() || (!(*cells)[0].empty() && (*cells)[0][0] == '#')) continue;
    if (header_due) {
      table.header = std::move(*cells);
      std::for_each(table.header.begin(), table.header.end(), to_lower);
      header_due = false;
    } else {
      table.rows.push_back(std::move(*cells));
      table.lines.push_back(line);
    }
  }
  return table;
}

Expected<CsvTable> read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  const Expected<std::string> text = read_file(path);
  if (!text) return text.error();
  return parse_csv(*text, path.string(), options);
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace divisi::core
