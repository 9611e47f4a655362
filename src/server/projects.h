/// All projects of one data folder: in memory, in the index and as folders.
///
///     DIR/studio.sqlite         what there is and how far it is
///     DIR/projects/<id>/        original.bin, project.json, and all that is made of it
///
/// Files of a project are written whole or not at all, and the index after them: whatever moment
/// the server dies in, what it had acknowledged is there when it comes back. A folder that the
/// index does not know is taken in (project.json has its name), so that the index can be lost.
///
/// Errors    io, corrupt: the index; those of writing files.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "server/project_index.h"

namespace divisi::server {

class Projects {
 public:
  /// Makes the folder when it is not there, and removes what was never finished in it.
  static Expected<std::unique_ptr<Projects>> open(const std::filesystem::path& data);

  /// Called after each change with the project as it is now; from the changing thread.
  void set_watcher(std::function<void(const Project&)> watcher) { watcher_ = std::move(watcher); }

  std::vector<Project> all() const;  ///< newest first
  std::optional<Project> find(const std::string& id) const;
  std::size_t count() const;

  /// Moves `folder`, which holds original.bin, to its place.
  Expected<Project> add(const Project& project, const std::filesystem::path& folder);

  /// `edit` returns false to leave the project as it is. Nothing where there is no such project.
  using Edit = std::function<bool(Project&)>;
  std::optional<Project> change(const std::string& id, const Edit& edit);

  /// With all its files. False where there is none.
  bool remove(const std::string& id);

  std::filesystem::path folder(const std::string& id) const { return folders_ / id; }
  /// For what is still being received; emptied when the server starts.
  std::filesystem::path temporary(const std::string& name) const { return temporary_ / name; }

 private:
  Projects(const std::filesystem::path& data, std::unique_ptr<ProjectIndex> index);
  Expected<void> take_in_all();
  Expected<void> take_in(const std::string& id);

  std::filesystem::path folders_, temporary_;
  std::unique_ptr<ProjectIndex> index_;
  std::function<void(const Project&)> watcher_;
  mutable std::mutex mutex_;
  std::map<std::string, Project> projects_;
};

}  // namespace divisi::server
