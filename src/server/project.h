/// A recording in the studio and what has become of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace divisi::server {

enum class ProjectState { queued, listening, ready, failed, cancelled, interrupted };

/// Of what is made beside the notes: stems, and the sound for playback.
enum class WorkState { none, working, ready, failed };

struct Project {
  std::string id;       ///< 16 of a-z and 0-9
  std::string name;     ///< UTF-8; the recording's file name until somebody changes it
  std::string created;  ///< ISO 8601, UTC
  ProjectState state = ProjectState::queued;
  std::string error;  ///< why it failed, one line
  double done_s = 0.0;
  double total_s = 0.0;  ///< 0: not known
  double duration_s = 0.0;
  int sample_rate_hz = 0;
  int channel_count = 0;
  int parts = 0;     ///< asked for; 0: as many as are heard
  int revision = 0;  ///< of the score; 0: none yet
  bool is_edited = false;
  WorkState stems = WorkState::none;
  int stems_revision = 0;  ///< of the score they are of
  WorkState audio = WorkState::working;
  int attempts = 0;  ///< begun without an end: a recording that brings the server down
  std::vector<std::string> warnings = {};
};

std::string_view name_of(ProjectState state);
std::string_view name_of(WorkState state);
ProjectState parse_project_state(std::string_view name);
WorkState parse_work_state(std::string_view name);

/// As GET /projects/{id} answers it.
std::string json_of(const Project& project);

/// Whether it can be the id of a project: nothing else ever becomes part of a path.
bool is_project_id(std::string_view text);
std::string make_project_id();

std::string time_now();

}  // namespace divisi::server
