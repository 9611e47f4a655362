/// XML, written from top to bottom.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace divisi::score {

/// Elements close in the order they were opened in; text is escaped and made valid UTF-8.
class XmlText {
 public:
  /// `header` comes first as it is: the XML declaration and the document type.
  explicit XmlText(std::string header) : text_(std::move(header)) {}

  /// `attributes` as they shall stand: `number="1" print="no"`.
  void open(const char* name, const std::string& attributes = "");
  void close();
  void leaf(const char* name, std::string_view content, const std::string& attributes = "");
  void leaf(const char* name, int content) { leaf(name, std::to_string(content)); }
  void empty(const char* name, const std::string& attributes = "");

  /// All of it. Requires: everything is closed.
  std::string take();

  static std::string escape(std::string_view text);

 private:
  void indent();

  std::string text_;
  std::vector<const char*> open_;
};

}  // namespace divisi::score
