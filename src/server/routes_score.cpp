#include <chrono>

#include "divisi/files.h"
#include "server/answers.h"
#include "server/json_text.h"
#include "server/project_fields.h"
#include "server/routes.h"

namespace divisi::server {
namespace {

std::string etag_of(int revision) { return "\"" + std::to_string(revision) + "\""; }

HttpResponse not_ready() {
  return error_answer(404, "not_ready", "this recording has not been listened to yet");
}

HttpResponse get_score(Studio& studio, const HttpRequest& request, const Project& asked) {
  const std::lock_guard lock(studio.score_mutex());
  const std::optional<Project> project = studio.projects().find(asked.id);
  if (!project || project->revision == 0) return not_ready();
  studio.expect_decisions(project->id);
  const std::string* known = request.header("If-None-Match");
  if (known != nullptr && *known == etag_of(project->revision)) {
    HttpResponse same;
    same.status = 304;
    return same.with("ETag", *known);
  }
  return file_answer(request, studio.projects().folder(asked.id) / "notes.json", "application/json")
      .with("ETag", etag_of(project->revision));
}

HttpResponse changed_meanwhile() {
  return error_answer(412, "changed",
                      "the score was changed by somebody else: fetch it again and repeat the edit");
}

HttpResponse put_score(Studio& studio, HttpRequest& request, const Project& project) {
  if (project.revision == 0) return not_ready();
  const std::string* match = request.header("If-Match");
  if (match == nullptr) {
    return error_answer(428, "if_match", "expected If-Match with the score's revision");
  }
  const std::optional<int> revision = parse_revision(*match);
  if (revision != project.revision) return changed_meanwhile();
  const Expected<std::string> body =
      read_text_body(request, studio.options().limits.document_bytes);
  if (!body) return error_answer(body.error());
  Expected<Transcription> document = parse_notes_json(*body, "score");
  if (!document) return error_answer(422, "not_a_score", document.error().message);
  if (document->origin.recording.empty()) document->origin.recording = project.name;
  const Expected<int> replaced =
      studio.replace_score(project.id, *revision, format_notes_json(*document));
  if (!replaced) return error_answer(replaced.error());
  if (*replaced == 0) return changed_meanwhile();
  return json_answer(200, JsonObject().number("revision", *replaced).done())
      .with("ETag", etag_of(*replaced));
}

HttpResponse decide(Studio& studio, HttpRequest& request, const Project& project) {
  const Expected<std::string> body = read_text_body(request, 65536);
  if (!body) return error_answer(body.error());
  const Expected<DecisionRequest> wanted = parse_decision(*body);
  if (!wanted) return error_answer(wanted.error());
  if (project.state != ProjectState::ready) {
    return error_answer(409, "not_ready", "this recording has not been listened to yet");
  }
  const auto started = std::chrono::steady_clock::now();
  const Expected<Transcription> decided = studio.decisions().decide(
      project.id, studio.projects().folder(project.id) / "evidence", *wanted);
  if (!decided) return error_answer(decided.error());
  const std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - started;
  return json_answer(200, format_notes_json(*decided))
      .with("Server-Timing", "decide;dur=" + json_number(passed.count(), 2));
}

}  // namespace

void add_score_routes(Router& router, Studio& studio) {
  const std::string one = "/api/v1/projects/{id}";
  router.add("GET", one + "/score",
             for_project(studio, [&studio](HttpRequest& request, const Project& project) {
               return get_score(studio, request, project);
             }));
  router.add("PUT", one + "/score",
             for_project(studio, [&studio](HttpRequest& request, const Project& project) {
               return put_score(studio, request, project);
             }));
  router.add("POST", one + "/decide",
             for_project(studio, [&studio](HttpRequest& request, const Project& project) {
               return decide(studio, request, project);
             }));
}

}  // namespace divisi::server
