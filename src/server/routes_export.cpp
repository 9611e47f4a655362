#include "server/answers.h"
#include "server/exports.h"
#include "server/routes.h"

namespace divisi::server {
namespace {

HttpResponse take_away(Studio& studio, const HttpRequest& request, const Project& project) {
  if (project.revision == 0) {
    return error_answer(404, "not_ready", "this recording has not been listened to yet");
  }
  const Expected<Export> made = make_export(studio.projects(), project, request.captured.at(1));
  if (!made) return error_answer(made.error());
  HttpResponse answer;
  answer.with("Content-Type", std::string(made->type)).with("Cache-Control", "no-store");
  answer.with("Content-Disposition", attachment_named(made->name));
  answer.body = made->pieces;
  return answer;
}

}  // namespace

void add_export_routes(Router& router, Studio& studio) {
  router.add("GET", "/api/v1/projects/{id}/export/{format}",
             for_project(studio, [&studio](HttpRequest& request, const Project& project) {
               return take_away(studio, request, project);
             }));
}

}  // namespace divisi::server
