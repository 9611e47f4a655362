#include "server/routes.h"

#include "server/answers.h"

namespace divisi::server {

Router make_routes(Studio& studio) {
  Router router;
  add_server_routes(router, studio);
  add_project_routes(router, studio);
  add_event_routes(router, studio);
  add_score_routes(router, studio);
  add_sound_routes(router, studio);
  add_export_routes(router, studio);
  return router;
}

HttpResponse no_project() { return error_answer(404, "not_found", "there is no such project"); }

HttpHandler for_project(Studio& studio, ProjectHandler handler) {
  return [&studio, handler = std::move(handler)](HttpRequest& request) {
    const std::string& id = request.captured.at(0);
    const std::optional<Project> project =
        is_project_id(id) ? studio.projects().find(id) : std::nullopt;
    if (!project) return no_project();
    return handler(request, studio.channels().of(id)->with_progress(*project));
  };
}

}  // namespace divisi::server
