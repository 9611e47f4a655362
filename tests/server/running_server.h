/// A studio on a free port with a data folder of its own.
#pragma once

#include <memory>
#include <string>

#include "../engine/made_recording.h"
#include "core/json.h"
#include "http_client.h"
#include "server/serve.h"

namespace divisi::server::testing {

/// The bytes of a short recording with a few tones.
std::string tones(double duration_s = 1.5, const std::string& ending = ".wav");
std::string example_bytes();
/// Ten minutes: tones again and again.
std::string long_recording();

class RunningServer {
 public:
  explicit RunningServer(const ServeOptions& options = {});
  void stop() { server_.reset(); }
  void start();

  int port() const { return server_->port(); }
  std::filesystem::path data() const { return folder_ / "data"; }

  /// `path` from /api/v1 on.
  Answer get(const std::string& path, const Headers& headers = {}) const;
  Answer send(const std::string& method, const std::string& path, const std::string& body = {},
              const Headers& headers = {}) const;

  /// The new project's id.
  std::string upload(const std::string& bytes, const std::string& query = "name=song.wav") const;
  std::string state(const std::string& id) const;
  /// Waits until it is neither queued nor listening; the state then.
  std::string settled(const std::string& id, double seconds = 60.0) const;
  /// Waits until `text` stands in GET /projects/{id}.
  bool wait_for(const std::string& id, const std::string& text, double seconds = 60.0) const;

 private:
  engine::testing::TemporaryFolder folder_;
  ServeOptions options_;
  std::unique_ptr<Server> server_;
};

/// A member of a JSON answer, as text; empty where there is none.
std::string text_in(const Answer& answer, const std::string& key);
std::string error_code_of(const Answer& answer);

}  // namespace divisi::server::testing
