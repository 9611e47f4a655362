#include "core/folder.h"
#include "server/answers.h"
#include "server/json_text.h"
#include "server/project_fields.h"
#include "server/routes.h"
#include "server/upload.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

HttpResponse project_answer(int status, const Project& project) {
  return json_answer(status, json_of(project));
}

HttpResponse list_projects(Studio& studio) {
  std::vector<std::string> projects;
  for (const Project& project : studio.projects().all()) {
    projects.push_back(json_of(studio.channels().of(project.id)->with_progress(project)));
  }
  return json_answer(200, JsonObject().json("projects", json_array(projects)).done());
}

std::optional<HttpResponse> refuse_more(Studio& studio) {
  const Limits& limits = studio.options().limits;
  if (studio.projects().count() >= static_cast<std::size_t>(limits.projects)) {
    return error_answer(429, "too_many_projects",
                        "there are " + std::to_string(limits.projects) +
                            " projects already, as many as this server keeps: delete some first");
  }
  if (studio.waiting_count() >= static_cast<std::size_t>(limits.waiting_jobs)) {
    return error_answer(429, "too_many_jobs",
                        std::to_string(limits.waiting_jobs) +
                            " recordings wait to be listened to already: try again later");
  }
  return std::nullopt;
}

HttpResponse upload_problem(const Error& error) {
  if (error.where == kDiskFull) return error_answer(507, "no_space", error.message);
  if (error.code == ErrorCode::io) return error_answer(400, "upload_broken", error.message);
  return error_answer(error);
}

HttpResponse receive(Studio& studio, HttpRequest& request, const Project& project,
                     const fs::path& folder) {
  if (auto made = core::make_folder(folder); !made) return error_answer(made.error());
  const auto received =
      receive_upload(request, folder / "original.bin", studio.options().limits.upload_bytes);
  if (!received) return upload_problem(received.error());
  if (auto refusal = refuse_more(studio)) return *refusal;  // others were faster
  const Expected<Project> added = studio.projects().add(project, folder);
  if (!added) return error_answer(added.error());
  studio.begin(project.id);
  return project_answer(201, *added).with("Location", "/api/v1/projects/" + project.id);
}

HttpResponse upload(Studio& studio, HttpRequest& request) {
  if (auto refusal = refuse_more(studio)) return *refusal;
  Project project;
  project.id = make_project_id();
  project.created = time_now();
  const std::string* name = request.query_value("name");
  const Expected<std::string> good = parse_project_name(name == nullptr ? "recording" : *name);
  if (!good) return error_answer(good.error());
  project.name = *good;
  const std::string* parts = request.query_value("parts");
  const Expected<int> count = parse_part_count(parts == nullptr ? "auto" : *parts);
  if (!count) return error_answer(count.error());
  project.parts = *count;
  const fs::path folder = studio.projects().temporary("upload-" + project.id);
  const HttpResponse answer = receive(studio, request, project, folder);
  std::error_code ignored;
  if (answer.status != 201) fs::remove_all(folder, ignored);
  return answer;
}

HttpResponse rename(Studio& studio, HttpRequest& request, const Project& project) {
  const Expected<std::string> body = read_text_body(request, 65536);
  if (!body) return error_answer(body.error());
  const Expected<std::string> name = parse_rename(*body);
  if (!name) return error_answer(name.error());
  const auto renamed = studio.projects().change(project.id, [&](Project& now) {
    now.name = *name;
    return true;
  });
  return renamed ? project_answer(200, *renamed) : no_project();
}

HttpResponse accepted(const std::optional<Project>& project) {
  return project ? project_answer(202, *project) : no_project();
}

HttpResponse retry(Studio& studio, const Project& project) {
  bool begins = false;
  const auto now = studio.retry(project.id, begins);
  if (!now || begins) return accepted(now);
  return error_answer(409, "not_ended",
                      "only what has failed, was cancelled or interrupted can be tried again");
}

}  // namespace

void add_project_routes(Router& router, Studio& studio) {
  const std::string one = "/api/v1/projects/{id}";
  router.add("GET", "/api/v1/projects", [&studio](HttpRequest&) { return list_projects(studio); });
  router.add("POST", "/api/v1/projects",
             [&studio](HttpRequest& request) { return upload(studio, request); });
  router.add("GET", one, for_project(studio, [](HttpRequest&, const Project& project) {
               return project_answer(200, project);
             }));
  router.add("PATCH", one, for_project(studio, [&studio](HttpRequest& request, const Project& it) {
               return rename(studio, request, it);
             }));
  router.add("DELETE", one, for_project(studio, [&studio](HttpRequest&, const Project& project) {
               if (!studio.remove(project.id)) return no_project();
               HttpResponse done;
               done.status = 204;
               return done;
             }));
  router.add("POST", one + "/cancel",
             for_project(studio, [&studio](HttpRequest&, const Project& project) {
               return accepted(studio.cancel(project.id));
             }));
  router.add("POST", one + "/retry",
             for_project(studio, [&studio](HttpRequest&, const Project& project) {
               return retry(studio, project);
             }));
}

}  // namespace divisi::server
