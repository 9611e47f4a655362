/// One connection's life: requests are read, handed on and answered, one after the other.
///
/// Thread    one for each connection.
#pragma once

#include "server/connection.h"
#include "server/http_message.h"

namespace divisi::server {

void serve_connection(Connection& connection, const HttpHandler& handler,
                      const HttpPatience& patience);

}  // namespace divisi::server
