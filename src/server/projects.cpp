#include "server/projects.h"

#include <algorithm>
#include <tuple>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "core/json.h"
#include "divisi/options.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCard = "project.json";

std::string card_of(const Project& project) {
  return JsonObject()
             .text("name", project.name)
             .text("created", project.created)
             .number("parts", project.parts)
             .done() +
         "\n";
}

/// What a folder says of itself; sensible values where it says nothing.
Project read_card(const fs::path& folder) {
  Project project;
  project.id = folder.filename().string();
  project.name = project.id;
  project.created = time_now();
  if (const auto card = core::read_json(folder / kCard)) {
    project.name = card->find_text("name").value_or(project.name);
    project.created = card->find_text("created").value_or(project.created);
    const double parts = card->find_number("parts").value_or(0.0);
    project.parts = parts >= 1.0 && parts <= PartOptions::kMostParts ? static_cast<int>(parts) : 0;
  }
  return project;
}

std::vector<std::string> project_folders(const fs::path& folders) {
  std::vector<std::string> ids;
  std::error_code problem;
  for (fs::directory_iterator entry(folders, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (is_project_id(name) && fs::exists(entry->path() / "original.bin", problem)) {
      ids.push_back(name);
    }
  }
  return ids;
}

Error cannot_move(const fs::path& folder, const std::error_code& problem) {
  return {ErrorCode::io, folder.string() + ": cannot write: " + problem.message(), folder.string()};
}

}  // namespace

Expected<std::unique_ptr<Projects>> Projects::open(const fs::path& data) {
  for (const char* name : {"projects", "temporary"}) {
    if (Expected<void> made = core::make_folder(data / name); !made) return made.error();
  }
  Expected<std::unique_ptr<ProjectIndex>> index = ProjectIndex::open(data / "studio.sqlite");
  if (!index) return index.error();
  std::unique_ptr<Projects> projects(new Projects(data, std::move(*index)));
  // Only now that the index is ours: another server's uploads lie here as well.
  std::error_code ignored;
  for (const fs::directory_entry& left : fs::directory_iterator(projects->temporary_, ignored)) {
    fs::remove_all(left.path(), ignored);
  }
  if (Expected<void> good = projects->take_in_all(); !good) return good.error();
  return projects;
}

Projects::Projects(const fs::path& data, std::unique_ptr<ProjectIndex> index)
    : folders_(data / "projects"), temporary_(data / "temporary"), index_(std::move(index)) {}

Expected<void> Projects::take_in_all() {
  Expected<std::vector<Project>> known = index_->read_all();
  if (!known) return known.error();
  const std::vector<std::string> folders = project_folders(folders_);
  for (Project& project : *known) {
    if (std::find(folders.begin(), folders.end(), project.id) != folders.end()) {
      projects_[project.id] = std::move(project);
    } else if (Expected<void> erased = index_->erase(project.id); !erased) {
      return erased;  // removed by hand, or while the server died
    }
  }
  for (const std::string& id : folders) {
    if (projects_.contains(id)) continue;
    if (Expected<void> taken = take_in(id); !taken) return taken;
  }
  return {};
}

Expected<void> Projects::take_in(const std::string& id) {
  Project project = read_card(folder(id));
  std::error_code ignored;
  // With all of a transcription's files it is one; otherwise it is listened to again.
  if (fs::exists(folder(id) / "notes.json", ignored) &&
      fs::exists(folder(id) / "evidence", ignored)) {
    project.state = ProjectState::ready;
    project.revision = 1;
  }
  if (Expected<void> written = index_->write(project); !written) return written;
  projects_[id] = std::move(project);
  return {};
}

std::vector<Project> Projects::all() const {
  std::vector<Project> list;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, project] : projects_) list.push_back(project);
  std::sort(list.begin(), list.end(), [](const Project& a, const Project& b) {
    return std::tie(a.created, a.id) > std::tie(b.created, b.id);
  });
  return list;
}

std::optional<Project> Projects::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = projects_.find(id);
  return found == projects_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Projects::count() const {
  const std::lock_guard lock(mutex_);
  return projects_.size();
}

Expected<Project> Projects::add(const Project& project, const fs::path& received) {
  const fs::path target = folder(project.id);
  const Expected<void> card = core::write_file_atomically(received / kCard, card_of(project));
  if (!card) return card.error();
  std::error_code problem;
  fs::rename(received, target, problem);
  if (problem) return cannot_move(target, problem);
  {
    const std::lock_guard lock(mutex_);
    if (Expected<void> written = index_->write(project); !written) {
      fs::remove_all(target, problem);
      return written.error();
    }
    projects_[project.id] = project;
  }
  if (watcher_) watcher_(project);
  return project;
}

std::optional<Project> Projects::change(const std::string& id, const Edit& edit) {
  Project changed;
  {
    const std::lock_guard lock(mutex_);
    const auto found = projects_.find(id);
    if (found == projects_.end()) return std::nullopt;
    changed = found->second;
    if (!edit(changed)) return changed;
    // A full disk must not stop what is going on: it is in memory, and the folder is written first.
    (void)index_->write(changed);
    found->second = changed;
  }
  if (watcher_) watcher_(changed);
  return changed;
}

bool Projects::remove(const std::string& id) {
  // Away from its place in one step: half a folder would be taken in again.
  const fs::path away = temporary("removed-" + id);
  std::error_code problem;
  {
    const std::lock_guard lock(mutex_);
    if (projects_.erase(id) == 0) return false;
    fs::rename(folder(id), away, problem);
    (void)index_->erase(id);
  }
  fs::remove_all(problem ? folder(id) : away, problem);
  return true;
}

}  // namespace divisi::server
