#include "server/studio.h"

#include <exception>

#include "core/atomic_file.h"
#include "divisi/files.h"
#include "divisi/playback.h"
#include "server/listening_job.h"

namespace divisi::server {
namespace {

/// Begun so often without an end, a recording is not begun again by itself.
constexpr int kMostAttempts = 3;
/// Evidence in memory is that of so much music at most.
constexpr double kMostKept_s = 5400.0;

/// What stems are when making new ones comes to nothing: those of before stay.
WorkState stems_before(const Project& project) {
  return project.stems_revision > 0 ? WorkState::ready : WorkState::none;
}

/// Work that finds no memory fails; the server goes on.
template <class Result, class Work>
Expected<Result> caught(const Work& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    return Error{ErrorCode::internal, std::string("the server could not: ") + problem.what(), {}};
  }
}

bool may_be_retried(ProjectState state) {
  return state == ProjectState::failed || state == ProjectState::cancelled ||
         state == ProjectState::interrupted;
}

}  // namespace

Expected<std::unique_ptr<Studio>> Studio::open(const StudioOptions& options) {
  Expected<Transcriber> transcriber = Transcriber::create();
  if (!transcriber) return transcriber.error();
  Expected<std::unique_ptr<Projects>> projects = Projects::open(options.data);
  if (!projects) return projects.error();
  std::unique_ptr<Studio> studio(
      new Studio(options, std::move(*transcriber), std::move(*projects)));
  studio->take_up_work();
  return studio;
}

Studio::Studio(const StudioOptions& options, Transcriber transcriber,
               std::unique_ptr<Projects> projects)
    : options_(options),
      transcriber_(std::move(transcriber)),
      projects_(std::move(projects)),
      decisions_(transcriber_, static_cast<std::size_t>(options.limits.decisions), kMostKept_s) {
  projects_->set_watcher(
      [this](const Project& project) { channels_.of(project.id)->tell_project(project); });
  listening_ = std::make_unique<JobQueue>([this](const auto& id, const auto& stop) {
    listen(id, stop);
    channels_.drop_unwatched(id);
  });
  sounds_ = std::make_unique<JobQueue>(
      [this](const auto& id, const auto& stop) { make_sound(id, stop); });
  stems_ = std::make_unique<JobQueue>(
      [this](const auto& id, const auto& stop) { make_stems_of(id, stop); });
  preparing_ = std::make_unique<JobQueue>([this](const auto& id, const auto&) {
    // Whoever decides is told what is wrong.
    (void)caught<void>([&] { return decisions_.prepare(id, projects_->folder(id) / "evidence"); });
  });
}

Studio::~Studio() {
  ends_ = true;
  channels_.close_all();
  listening_.reset();
  sounds_.reset();
  stems_.reset();
  preparing_.reset();
}

void Studio::take_up_work() {
  std::vector<Project> left = projects_->all();
  for (auto project = left.rbegin(); project != left.rend(); ++project) take_up(*project);
}

void Studio::take_up(const Project& project) {
  const bool waits =
      project.state == ProjectState::queued || project.state == ProjectState::listening;
  if (waits && project.attempts >= kMostAttempts) {
    projects_->change(project.id, [](Project& now) {
      now.state = ProjectState::interrupted;
      now.error = "the server ended each time it listened to this recording";
      return true;
    });
  } else if (waits) {
    projects_->change(project.id, [](Project& now) {
      now.state = ProjectState::queued;
      return true;
    });
    listening_->push(project.id);
  }
  if (project.audio == WorkState::working) sounds_->push(project.id);
  if (project.stems == WorkState::working) stems_->push(project.id);
}

void Studio::begin(const std::string& id) {
  listening_->push(id);
  sounds_->push(id);
}

std::optional<Project> Studio::cancel(const std::string& id) {
  const bool stems_waited = stems_->cancel(id) == JobQueue::Place::waiting;
  const JobQueue::Place place = listening_->cancel(id);
  return projects_->change(id, [&](Project& now) {
    const bool waited = place == JobQueue::Place::waiting && now.state == ProjectState::queued;
    if (waited) now.state = ProjectState::cancelled;
    if (stems_waited) now.stems = stems_before(now);
    return waited || stems_waited;
  });
}

std::optional<Project> Studio::retry(const std::string& id, bool& begins) {
  begins = false;
  auto project = projects_->change(id, [&](Project& now) {
    begins = may_be_retried(now.state);
    if (!begins) return false;
    now.state = ProjectState::queued;
    now.error.clear();
    now.attempts = 0;
    now.done_s = 0.0;
    if (now.audio == WorkState::failed) now.audio = WorkState::working;
    return true;
  });
  if (!begins) return project;
  listening_->push(id);
  if (project->audio == WorkState::working) sounds_->push(id);
  return project;
}

bool Studio::remove(const std::string& id) {
  if (!projects_->find(id)) return false;
  for (JobQueue* queue : {listening_.get(), sounds_.get(), stems_.get(), preparing_.get()})
    queue->cancel_and_wait(id);
  const bool was_there = projects_->remove(id);
  decisions_.forget(id);
  channels_.close(id);
  return was_there;
}

std::optional<Project> Studio::begin_stems(const std::string& id) {
  bool begins = false;
  auto project = projects_->change(id, [&](Project& now) {
    begins = now.state == ProjectState::ready && now.stems != WorkState::working;
    if (begins) now.stems = WorkState::working;
    return begins;
  });
  if (begins) stems_->push(id);
  return project;
}

Expected<int> Studio::replace_score(const std::string& id, int expected, const std::string& text) {
  const std::lock_guard lock(score_mutex_);
  const std::optional<Project> project = projects_->find(id);
  if (!project || project->revision != expected) return 0;
  const auto written = core::write_file_atomically(projects_->folder(id) / "notes.json", text);
  if (!written) return written.error();
  projects_->change(id, [&](Project& now) {
    now.revision = expected + 1;
    now.is_edited = true;
    return true;
  });
  channels_.of(id)->tell_score(expected + 1);
  return expected + 1;
}

Expected<ScoreAtRevision> Studio::score_of(const std::string& id) {
  const std::lock_guard lock(score_mutex_);
  const std::optional<Project> project = projects_->find(id);
  if (!project || project->revision == 0)
    return Error{ErrorCode::not_found, "there is no score yet", id};
  Expected<Score> score = read_score(projects_->folder(id) / "notes.json");
  if (!score) return score.error();
  return ScoreAtRevision{std::move(*score), project->revision};
}

void Studio::listen(const std::string& id, const std::atomic<bool>& stop) {
  const std::shared_ptr<EventChannel> channel = channels_.of(id);
  channel->begin_run();
  const auto project = projects_->change(id, [](Project& now) {
    now.state = ProjectState::listening;
    ++now.attempts;
    return true;
  });
  if (!project) return;
  const Expected<Heard> heard =
      listen_to(*project, {projects_->folder(id), transcriber_, options_.limits, options_.threads},
                *channel, stop);
  if (!heard) return settle(id, heard.error());
  decisions_.forget(id);
  const auto ready = projects_->change(id, [&](Project& now) {
    now.state = ProjectState::ready;
    now.duration_s = now.done_s = now.total_s = heard->duration_s;
    now.sample_rate_hz = heard->sample_rate_hz;
    now.channel_count = heard->channel_count;
    now.warnings = heard->warnings;
    now.attempts = 0;
    ++now.revision;
    return true;
  });
  if (ready) channel->tell_score(ready->revision);
  channel->end_run();
}

void Studio::settle(const std::string& id, const Error& error) {
  if (ends_) return;  // it stays "listening" in the index: taken up when the server comes back
  projects_->change(id, [&](Project& now) {
    const bool was_asked = error.code == ErrorCode::cancelled;
    now.state = was_asked ? ProjectState::cancelled : ProjectState::failed;
    now.error = was_asked ? "" : error.message;
    now.attempts = 0;
    return true;
  });
  channels_.of(id)->end_run();
}

void Studio::make_sound(const std::string& id, const std::atomic<bool>& stop) {
  const std::filesystem::path folder = projects_->folder(id);
  const ProgressFunction goes_on = [&](const Progress& progress) {
    return !stop && progress.audio_done_s <= options_.limits.duration_s;
  };
  const Expected<void> made = caught<void>(
      [&] { return write_playback(folder / "original.bin", folder / "audio.flac", goes_on); });
  if (!made && ends_) return;
  projects_->change(id, [&](Project& now) {
    now.audio = made ? WorkState::ready : WorkState::failed;
    return true;
  });
}

void Studio::make_stems_of(const std::string& id, const std::atomic<bool>& stop) {
  if (!projects_->find(id)) return;
  const std::shared_ptr<EventChannel> channel = channels_.of(id);
  channel->tell_stems(WorkState::working, 0.0, 1.0);
  const std::filesystem::path folder = projects_->folder(id);
  WorkState ended = WorkState::none;
  int revision = 0;
  const Expected<void> made = caught<void>([&]() -> Expected<void> {
    const Expected<ScoreAtRevision> score = score_of(id);
    if (!score) return score.error();
    revision = score->revision;
    return make_stems(folder, *score, options_.threads, *channel, stop);
  });
  if (!made && ends_) return;
  projects_->change(id, [&](Project& now) {
    const bool was_asked = !made && made.error().code == ErrorCode::cancelled;
    now.stems = made ? WorkState::ready : was_asked ? stems_before(now) : WorkState::failed;
    if (made) now.stems_revision = revision;
    if (!made && !was_asked) {
      now.warnings.push_back("stems: " +
                             name_instead_of_path(made.error().message, folder, now.name));
    }
    ended = now.stems;
    return true;
  });
  channel->tell_stems(ended, made ? 1.0 : 0.0, 1.0);
}

}  // namespace divisi::server
