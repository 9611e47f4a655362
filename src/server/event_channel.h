/// What is told to those who watch a project: server-sent events.
///
/// A channel holds how things are; each listener asks for what has changed since it last did. A
/// slow listener therefore gets fewer, larger events, and nothing piles up for it.
///
/// Thread    safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "divisi/score.h"
#include "server/project.h"

namespace divisi::server {

class EventChannel {
 public:
  /// How far one listener is.
  struct Seen {
    std::uint64_t project = 0, progress = 0, score = 0, stems = 0, run = 0;
    std::size_t notes = 0;
    std::uint64_t event = 0;  ///< number of the last event
  };

  void tell_project(const Project& project);
  /// The same where nothing has been told yet: after a restart.
  void begin_with(const Project& project);
  void tell_progress(double done_s, double total_s);  ///< at most ten in a second are passed on
  void tell_note(const Note& note);
  void tell_score(int revision);
  void tell_stems(WorkState state, double done, double total);
  /// Listening begins anew: notes and progress so far are forgotten.
  void begin_run();
  /// It is over: who watches gets the rest of the notes, who comes later none.
  void end_run();
  /// `project` with the progress that was told last, while it is being listened to.
  Project with_progress(Project project) const;
  /// There will be nothing more.
  void close();

  /// Waits until there is something new, for `at_most`. The events as text; empty when the time is
  /// over. `is_closed` once there will be no more.
  std::string wait(Seen& seen, std::chrono::milliseconds at_most, bool& is_closed);

 private:
  bool has_news(const Seen& seen) const;
  std::string news(Seen& seen) const;
  void add_progress(Project& project) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Seen now_;  ///< versions; `notes` is not used
  Project project_;
  double done_s_ = 0.0, total_s_ = 0.0;
  std::chrono::steady_clock::time_point last_progress_{};
  std::vector<Note> notes_;
  bool is_over_ = false;
  int revision_ = 0;
  std::string stems_;
  bool closed_ = false;
};

/// One channel for each project that was ever looked at or worked on.
class EventChannels {
 public:
  std::shared_ptr<EventChannel> of(const std::string& id);
  void close(const std::string& id);           ///< and forgets it
  void drop_unwatched(const std::string& id);  ///< forgets it unless somebody else holds it
  void close_all();

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<EventChannel>> channels_;
  bool all_closed_ = false;
};

}  // namespace divisi::server
