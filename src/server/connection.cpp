#include "server/connection.h"

#include <algorithm>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace divisi::server {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLongestLinger{5000};

milliseconds left_until(Clock::time_point end) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - Clock::now()));
}

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

Connection::Connection(int socket) : socket_(socket) {
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

Connection::~Connection() { ::close(socket_); }

bool Connection::wait_for(short events, milliseconds at_most) const {
  const Clock::time_point end = Clock::now() + at_most;
  while (true) {
    pollfd watched{socket_, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(left_until(end).count()));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

Connection::Got Connection::receive(char* into, std::size_t size, milliseconds at_most,
                                    std::size_t& count) {
  const Clock::time_point end = Clock::now() + at_most;
  count = 0;
  while (wait_for(POLLIN, left_until(end))) {
    const ssize_t got = ::recv(socket_, into, size, MSG_DONTWAIT);
    if (got > 0) {
      count = static_cast<std::size_t>(got);
      return Got::bytes;
    }
    if (got == 0 || !would_wait()) return Got::end;
  }
  return Got::late;
}

bool Connection::send(std::string_view bytes, milliseconds stall) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!would_wait() || !wait_for(POLLOUT, stall)) {
      return false;
    }
  }
  return true;
}

bool Connection::send_file(int file, std::uint64_t offset, std::uint64_t length,
                           milliseconds stall) {
  constexpr std::size_t kPieceBytes = 1 << 16;
  char piece[kPieceBytes];
  while (length > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, kPieceBytes));
    const ssize_t got = ::pread(file, piece, wanted, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    // A file that has become shorter: the client sees that bytes are missing.
    if (got <= 0 || !send({piece, static_cast<std::size_t>(got)}, stall)) return false;
    offset += static_cast<std::uint64_t>(got);
    length -= static_cast<std::uint64_t>(got);
  }
  return true;
}

bool Connection::is_open() const {
  pollfd watched{socket_, POLLIN | POLLRDHUP, 0};
  if (::poll(&watched, 1, 0) <= 0) return true;
  return (watched.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) == 0;
}

void Connection::linger() {
  ::shutdown(socket_, SHUT_WR);
  const Clock::time_point end = Clock::now() + kLongestLinger;
  char ignored[16384];
  std::size_t count = 0;
  while (Clock::now() < end) {
    if (receive(ignored, sizeof(ignored), left_until(end), count) != Got::bytes) return;
  }
}

void Connection::hang_up() { ::shutdown(socket_, SHUT_RDWR); }

}  // namespace divisi::server
