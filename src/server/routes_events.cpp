#include "server/routes.h"

#include <thread>

namespace divisi::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kHeartbeat{15000};
/// Clients that have gone are noticed that often.
constexpr milliseconds kLookUp{1000};
/// What comes close together is told together.
constexpr milliseconds kGather{40};

void tell(EventChannel& channel, HttpSink& sink) {
  EventChannel::Seen seen;
  bool is_closed = false;
  milliseconds silent{0};
  if (!sink.write("retry: 1000\n\n")) return;
  while (!is_closed && sink.is_open()) {
    const std::string events = channel.wait(seen, kLookUp, is_closed);
    silent = events.empty() ? silent + kLookUp : milliseconds(0);
    if (!events.empty() && !sink.write(events)) return;
    if (silent >= kHeartbeat) {
      silent = milliseconds(0);
      if (!sink.write(": still here\n\n")) return;
    }
    std::this_thread::sleep_for(kGather);
  }
}

HttpResponse watch(Studio& studio, const Project& project) {
  const std::shared_ptr<EventChannel> channel = studio.channels().of(project.id);
  channel->begin_with(project);
  HttpResponse answer;
  answer.with("Content-Type", "text/event-stream").with("Cache-Control", "no-store");
  answer.body = HttpStream([channel](HttpSink& sink) { tell(*channel, sink); });
  return answer;
}

}  // namespace

void add_event_routes(Router& router, Studio& studio) {
  router.add("GET", "/api/v1/projects/{id}/events",
             for_project(studio, [&studio](HttpRequest&, const Project& project) {
               return watch(studio, project);
             }));
}

}  // namespace divisi::server
