#include "score/xml_text.h"

#include <utility>

#include "core/check.h"
#include "core/utf8.h"

namespace divisi::score {
namespace {

std::string with_blank(const std::string& attributes) {
  return attributes.empty() ? "" : " " + attributes;
}

}  // namespace

void XmlText::indent() { text_.append(2 * open_.size(), ' '); }

void XmlText::open(const char* name, const std::string& attributes) {
  indent();
  text_ += std::string("<") + name + with_blank(attributes) + ">\n";
  open_.push_back(name);
}

void XmlText::close() {
  DIVISI_CHECK(!open_.empty(), "an element is open");
  const char* name = open_.back();
  open_.pop_back();
  indent();
  text_ += std::string("</") + name + ">\n";
}

void XmlText::leaf(const char* name, std::string_view content, const std::string& attributes) {
  indent();
  text_ += std::string("<") + name + with_blank(attributes) + ">" + escape(content) + "</" + name +
           ">\n";
}

void XmlText::empty(const char* name, const std::string& attributes) {
  indent();
  text_ += std::string("<") + name + with_blank(attributes) + "/>\n";
}

std::string XmlText::take() {
  DIVISI_CHECK(open_.empty(), "every element is closed");
  return std::move(text_);
}

std::string XmlText::escape(std::string_view text) {
  std::string escaped;
  for (const char c : core::repair_utf8(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace divisi::score
