/// Answers onto a connection. Thread: one for each connection.
#pragma once

#include "server/connection.h"
#include "server/http_message.h"

namespace divisi::server {

struct WriteOptions {
  bool keeps_alive = false;
  bool head_only = false;
};

/// False when the client has gone.
bool write_response(Connection& connection, const HttpResponse& response,
                    const WriteOptions& options, std::chrono::milliseconds stall);

}  // namespace divisi::server
