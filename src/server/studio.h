/// The studio behind the addresses: projects, the work on them, and those who watch.
///
/// Four threads work: one listens, with all cores, to one recording after the other (two at once
/// would both be late, and the first notes of the one somebody waits for come later); one makes
/// stems, which takes long and must not keep the next recording waiting; one makes the
/// recordings' sound for playback, which takes little and is wanted at once; and one reads what
/// decisions will be made from.
///
/// Thread    safe.
#pragma once

#include <memory>

#include "server/decisions.h"
#include "server/event_channel.h"
#include "server/job_queue.h"
#include "server/limits.h"
#include "server/projects.h"
#include "server/stems_job.h"

namespace divisi::server {

struct StudioOptions {
  std::filesystem::path data;
  Limits limits = {};
  int threads = 0;  ///< for listening; 0: all cores
};

class Studio {
 public:
  /// Loads the models, opens the data folder and takes up the work that was left.
  /// Errors    those of Transcriber::create and Projects::open.
  static Expected<std::unique_ptr<Studio>> open(const StudioOptions& options);
  /// Stops the work; what was not finished is taken up next time.
  ~Studio();
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  const StudioOptions& options() const { return options_; }
  const Transcriber& transcriber() const { return transcriber_; }
  Projects& projects() { return *projects_; }
  EventChannels& channels() { return channels_; }
  Decisions& decisions() { return decisions_; }
  const Decisions& decisions() const { return decisions_; }
  std::size_t waiting_count() const { return listening_->waiting_count(); }

  /// Begins work on a project that was just added.
  void begin(const std::string& id);
  /// Listening, or making stems. Nothing: there is no such project. Otherwise as it is now.
  std::optional<Project> cancel(const std::string& id);
  /// Listens again where listening has come to no end; leaves others as they are, `begins` false.
  std::optional<Project> retry(const std::string& id, bool& begins);
  bool remove(const std::string& id);
  std::optional<Project> begin_stems(const std::string& id);

  /// Somebody looks at its score, and will move a slider: what decisions need is read meanwhile.
  void expect_decisions(const std::string& id) { preparing_->push(id); }

  /// Puts `text` in place of the score if `expected` is still its revision. The new revision, or 0
  /// when it was another. Errors: io.
  Expected<int> replace_score(const std::string& id, int expected, const std::string& text);

  /// The score and its revision, which belong together whoever replaces it meanwhile.
  /// Errors: not_found: there is none; those of reading.
  Expected<ScoreAtRevision> score_of(const std::string& id);

  /// Held while a score and its revision are read together.
  std::mutex& score_mutex() { return score_mutex_; }

  /// Stops telling listeners anything, so that their connections end.
  void end_events() { channels_.close_all(); }

 private:
  Studio(const StudioOptions& options, Transcriber transcriber, std::unique_ptr<Projects> projects);
  void take_up_work();
  void take_up(const Project& project);
  void listen(const std::string& id, const std::atomic<bool>& stop);
  void settle(const std::string& id, const Error& error);
  void make_sound(const std::string& id, const std::atomic<bool>& stop);
  void make_stems_of(const std::string& id, const std::atomic<bool>& stop);

  StudioOptions options_;
  Transcriber transcriber_;
  std::unique_ptr<Projects> projects_;
  EventChannels channels_;
  Decisions decisions_;
  std::mutex score_mutex_;
  std::atomic<bool> ends_ = false;
  std::unique_ptr<JobQueue> listening_, sounds_, stems_, preparing_;
};

}  // namespace divisi::server
