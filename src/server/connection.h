/// One client's socket, with a limit on every wait.
///
/// Thread    one at a time; hang_up() from any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace divisi::server {

/// How long clients may take.
struct HttpPatience {
  std::chrono::milliseconds idle{15000};   ///< between two requests
  std::chrono::milliseconds head{10000};   ///< for all of a request's head
  std::chrono::milliseconds stall{30000};  ///< without a byte of a body, or of an answer taken
  std::chrono::milliseconds grace{30000};  ///< after which a body must have come...
  double slowest_bytes_per_s = 1024.0;     ///< ...at this rate on average
};

class Connection {
 public:
  /// Takes the socket over.
  explicit Connection(int socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Got { bytes, end, late };
  /// Waits for some bytes, at most `size`.
  Got receive(char* into, std::size_t size, std::chrono::milliseconds at_most, std::size_t& count);

  /// False when the client has gone, or takes nothing for `stall`.
  bool send(std::string_view bytes, std::chrono::milliseconds stall);
  /// The same with `length` bytes of a file from `offset` on.
  bool send_file(int file, std::uint64_t offset, std::uint64_t length,
                 std::chrono::milliseconds stall);

  /// Whether the client has not closed its side.
  bool is_open() const;

  /// Ends our side and reads what still comes, for a while: a client that is still sending would
  /// otherwise not see the answer.
  void linger();

  /// Makes every wait end.
  void hang_up();

 private:
  bool wait_for(short events, std::chrono::milliseconds at_most) const;
  int socket_;
};

}  // namespace divisi::server
