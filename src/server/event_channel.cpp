#include "server/event_channel.h"

#include "server/json_text.h"

namespace divisi::server {
namespace {

constexpr std::chrono::milliseconds kBetweenProgress{100};

std::string event_text(EventChannel::Seen& seen, std::string_view name, const std::string& data) {
  return "id: " + std::to_string(++seen.event) + "\nevent: " + std::string(name) +
         "\ndata: " + data + "\n\n";
}

std::string notes_json(const std::vector<Note>& notes, std::size_t first) {
  std::string text = "{\"notes\": [";
  for (std::size_t i = first; i < notes.size(); ++i) {
    const Note& note = notes[i];
    text += (i > first ? ", [" : "[") + json_number(note.onset_s, 4) + ", " +
            json_number(note.offset_s, 4) + ", " + std::to_string(note.pitch_midi) + ", " +
            std::to_string(note.velocity) + ", " + json_number(note.confidence, 3) + "]";
  }
  return text + "]}";
}

}  // namespace

void EventChannel::tell_project(const Project& project) {
  const std::lock_guard lock(mutex_);
  project_ = project;
  ++now_.project;
  changed_.notify_all();
}

void EventChannel::begin_with(const Project& project) {
  const std::lock_guard lock(mutex_);
  if (now_.project > 0) return;
  project_ = project;
  ++now_.project;
}

void EventChannel::tell_progress(double done_s, double total_s) {
  const std::lock_guard lock(mutex_);
  done_s_ = done_s;
  total_s_ = total_s;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_progress_ < kBetweenProgress && done_s < total_s) return;
  last_progress_ = now;
  ++now_.progress;
  changed_.notify_all();
}

void EventChannel::tell_note(const Note& note) {
  const std::lock_guard lock(mutex_);
  notes_.push_back(note);
  changed_.notify_all();
}

void EventChannel::tell_score(int revision) {
  const std::lock_guard lock(mutex_);
  revision_ = revision;
  ++now_.score;
  changed_.notify_all();
}

void EventChannel::tell_stems(WorkState state, double done, double total) {
  const std::lock_guard lock(mutex_);
  stems_ =
      JsonObject().text("state", name_of(state)).number("done", done).number("total", total).done();
  ++now_.stems;
  changed_.notify_all();
}

void EventChannel::begin_run() {
  const std::lock_guard lock(mutex_);
  notes_ = {};
  done_s_ = total_s_ = 0.0;
  is_over_ = false;
  ++now_.run;
}

void EventChannel::end_run() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
}

void EventChannel::add_progress(Project& project) const {
  if (project.state != ProjectState::listening) return;
  project.done_s = done_s_;
  project.total_s = total_s_;
}

Project EventChannel::with_progress(Project project) const {
  const std::lock_guard lock(mutex_);
  add_progress(project);
  return project;
}

void EventChannel::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

bool EventChannel::has_news(const Seen& seen) const {
  return seen.project != now_.project || seen.progress != now_.progress ||
         seen.score != now_.score || seen.stems != now_.stems ||
         (seen.run == now_.run ? seen.notes < notes_.size() : !is_over_ && !notes_.empty());
}

std::string EventChannel::news(Seen& seen) const {
  std::string text;
  if (seen.project != now_.project) {
    Project project = project_;
    add_progress(project);
    text += event_text(seen, "project", json_of(project));
  }
  if (seen.run != now_.run) seen.notes = is_over_ ? notes_.size() : 0;
  if (seen.notes < notes_.size()) text += event_text(seen, "notes", notes_json(notes_, seen.notes));
  if (seen.progress != now_.progress) {
    text += event_text(seen, "progress",
                       JsonObject().number("done_s", done_s_).number("total_s", total_s_).done());
  }
  if (seen.score != now_.score) {
    text += event_text(seen, "score", JsonObject().number("revision", revision_).done());
  }
  if (seen.stems != now_.stems) text += event_text(seen, "stems", stems_);
  const std::uint64_t event = seen.event;
  seen = now_;
  seen.event = event;
  seen.notes = notes_.size();
  return text;
}

std::string EventChannel::wait(Seen& seen, std::chrono::milliseconds at_most, bool& is_closed) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return closed_ || has_news(seen); });
  is_closed = closed_;
  return has_news(seen) ? news(seen) : std::string();
}

std::shared_ptr<EventChannel> EventChannels::of(const std::string& id) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<EventChannel>& channel = channels_[id];
  if (!channel) {
    channel = std::make_shared<EventChannel>();
    if (all_closed_) channel->close();
  }
  return channel;
}

void EventChannels::close(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(id);
  if (found == channels_.end()) return;
  found->second->close();
  channels_.erase(found);
}

void EventChannels::drop_unwatched(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(id);
  if (found != channels_.end() && found->second.use_count() == 1) channels_.erase(found);
}

void EventChannels::close_all() {
  const std::lock_guard lock(mutex_);
  all_closed_ = true;
  for (const auto& [id, channel] : channels_) channel->close();
}

}  // namespace divisi::server
