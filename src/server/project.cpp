#include "server/project.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

#include "server/json_text.h"

namespace divisi::server {
namespace {

constexpr std::array<std::string_view, 6> kProjectStates = {"queued", "listening", "ready",
                                                            "failed", "cancelled", "interrupted"};
constexpr std::array<std::string_view, 4> kWorkStates = {"none", "working", "ready", "failed"};
constexpr std::size_t kIdLength = 16;

/// The first name stands for what nobody knows.
template <std::size_t kCount>
std::size_t index_of(const std::array<std::string_view, kCount>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::string_view name_of(ProjectState state) {
  return kProjectStates[static_cast<std::size_t>(state)];
}
std::string_view name_of(WorkState state) { return kWorkStates[static_cast<std::size_t>(state)]; }
ProjectState parse_project_state(std::string_view name) {
  return static_cast<ProjectState>(index_of(kProjectStates, name));
}
WorkState parse_work_state(std::string_view name) {
  return static_cast<WorkState>(index_of(kWorkStates, name));
}

std::string json_of(const Project& project) {
  JsonObject object;
  object.text("id", project.id).text("name", project.name).text("created", project.created);
  object.text("state", name_of(project.state));
  if (!project.error.empty()) object.text("error", project.error);
  object.json(
      "progress",
      JsonObject().number("done_s", project.done_s).number("total_s", project.total_s).done());
  object.number("duration_s", project.duration_s);
  object.number("sample_rate_hz", project.sample_rate_hz);
  object.number("channels", project.channel_count);
  object.number("revision", project.revision).boolean("edited", project.is_edited);
  object.text("stems", name_of(project.stems)).number("stems_revision", project.stems_revision);
  object.text("audio", name_of(project.audio));
  object.json("warnings", json_texts(project.warnings));
  return object.done();
}

bool is_project_id(std::string_view text) {
  return text.size() == kIdLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

std::string make_project_id() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> letter(0, kLetters.size() - 1);
  std::string id;
  while (id.size() < kIdLength) id += kLetters[letter(device)];
  return id;
}

std::string time_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char date[32], text[40];
  std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text, sizeof(text), "%s.%03dZ", date, static_cast<int>(ms % 1000));
  return text;
}

}  // namespace divisi::server
