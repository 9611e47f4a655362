/// What one server takes on at most. Each limit that is met is answered with a clear error.
#pragma once

#include <cstdint>

namespace divisi::server {

struct Limits {
  std::int64_t upload_bytes = std::int64_t{2} << 30;  ///< of one recording
  double duration_s = 3600.0;                         ///< of one recording
  int projects = 500;
  int waiting_jobs = 100;                                ///< recordings that wait to be listened to
  std::int64_t document_bytes = std::int64_t{64} << 20;  ///< of a notes document that is sent
  int connections = 200;                                 ///< at once, event streams included
  int decisions = 4;  ///< recordings whose evidence is kept in memory, to decide again
};

}  // namespace divisi::server
