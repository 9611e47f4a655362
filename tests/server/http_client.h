/// The least client that can ask the studio's server, well or badly.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace divisi::server::testing {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;  ///< 0: there was no answer
  std::string head;
  std::string body;

  /// A header's value, by its name as the server writes it; empty where there is none.
  std::string header(const std::string& name) const;
};

/// One connection to 127.0.0.1.
class Line {
 public:
  explicit Line(int port);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool send(std::string_view bytes) const;
  /// What comes until the server closes, or until `end` has come, or for at most `seconds`.
  std::string receive(std::string_view end = {}, double seconds = 20.0) const;
  /// Ends our side.
  void finish() const;

 private:
  int socket_;
};

Answer parse_answer(const std::string& text);

/// One request on a connection of its own.
Answer ask(int port, const std::string& method, const std::string& target,
           const std::string& body = {}, const Headers& headers = {});

}  // namespace divisi::server::testing
