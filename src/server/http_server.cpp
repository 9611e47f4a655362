#include "server/http_server.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/answers.h"
#include "server/http_exchange.h"
#include "server/http_writer.h"

namespace divisi::server {
namespace {

constexpr int kBacklog = 128;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::string named(const HttpServerOptions& options) {
  return options.host + ", port " + std::to_string(options.port);
}

Expected<int> open_socket(const HttpServerOptions& options) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_flags |= options.host == "localhost" ? 0 : AI_NUMERICHOST;
  addrinfo* found = nullptr;
  const std::string host = options.host == "localhost" ? "127.0.0.1" : options.host;
  if (::getaddrinfo(host.c_str(), std::to_string(options.port).c_str(), &hints, &found) != 0) {
    return Error{ErrorCode::invalid_argument,
                 "'" + options.host +
                     "' is no address of a network: expected numbers as in "
                     "127.0.0.1, ::1 or 0.0.0.0",
                 {}};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> address(found);
  const int socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (socket < 0 || ::bind(socket, address->ai_addr, address->ai_addrlen) != 0 ||
      ::listen(socket, kBacklog) != 0) {
    const std::string reason = std::strerror(errno);
    if (socket >= 0) ::close(socket);
    return Error{ErrorCode::io, "cannot listen on " + named(options) + ": " + reason, {}};
  }
  return socket;
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

struct HttpServer::State {
  HttpServerOptions options;
  HttpHandler handler;
  int listening = -1;
  int wake = -1;
  std::thread acceptor;
  std::mutex mutex;
  std::condition_variable all_gone;
  std::list<Connection*> connections;
  bool stops = false;

  void accept_all();
  void take(int socket);
  void serve(int socket);
  void refuse(int socket) const;
};

void HttpServer::State::accept_all() {
  while (true) {
    pollfd watched[2] = {{listening, POLLIN, 0}, {wake, POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0 && errno != EINTR) return;
    if (watched[1].revents != 0) return;
    const int socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) {
      take(socket);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until somebody leaves
    }
  }
}

void HttpServer::State::take(int socket) {
  {
    const std::lock_guard lock(mutex);
    if (connections.size() < static_cast<std::size_t>(options.most_connections)) {
      // Counted before the thread runs, so that a flood cannot outrun the limit.
      connections.push_back(nullptr);
      try {
        std::thread([this, socket] { serve(socket); }).detach();
        return;
      } catch (const std::system_error&) {  // no more threads
        connections.pop_back();
      }
    }
  }
  refuse(socket);
}

void HttpServer::State::serve(int socket) {
  Connection connection(socket);
  std::list<Connection*>::iterator place;
  {
    const std::lock_guard lock(mutex);
    place = std::find(connections.begin(), connections.end(), nullptr);
    *place = &connection;
    if (stops) connection.hang_up();
  }
  serve_connection(connection, handler, options.patience);
  const std::lock_guard lock(mutex);
  connections.erase(place);
  all_gone.notify_all();  // under the lock: after it, this object may be gone
}

void HttpServer::State::refuse(int socket) const {
  Connection connection(socket);
  write_response(connection,
                 error_answer(503, "too_many_connections",
                              "too many connections at once: try again in a moment"),
                 {false, false}, std::chrono::milliseconds(0));
}

Expected<std::unique_ptr<HttpServer>> HttpServer::listen(const HttpServerOptions& options) {
  const Expected<int> socket = open_socket(options);
  if (!socket) return socket.error();
  auto state = std::make_unique<State>();
  state->options = options;
  state->listening = *socket;
  state->wake = ::eventfd(0, EFD_CLOEXEC);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

void HttpServer::start(HttpHandler handler) {
  state_->handler = std::move(handler);
  state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() {
  State& state = *state_;
  ::eventfd_write(state.wake, 1);
  if (state.acceptor.joinable()) state.acceptor.join();
  ::close(state.listening);
  ::close(state.wake);
  std::unique_lock lock(state.mutex);
  state.stops = true;
  for (Connection* connection : state.connections) {
    if (connection != nullptr) connection->hang_up();
  }
  state.all_gone.wait(lock, [&] { return state.connections.empty(); });
}

int HttpServer::port() const { return port_of(state_->listening); }

}  // namespace divisi::server
