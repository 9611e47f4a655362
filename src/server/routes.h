/// The addresses of docs/http_api.md. docs/openapi.json lists the same; a test compares them.
///
/// Thread    safe.
#pragma once

#include "server/router.h"
#include "server/studio.h"

namespace divisi::server {

void add_server_routes(Router& router, Studio& studio);
void add_project_routes(Router& router, Studio& studio);
void add_event_routes(Router& router, Studio& studio);
void add_score_routes(Router& router, Studio& studio);
void add_sound_routes(Router& router, Studio& studio);
void add_export_routes(Router& router, Studio& studio);

/// All of the above.
Router make_routes(Studio& studio);

/// A route below /api/v1/projects/{id}: `handler` is called with a project that is there.
using ProjectHandler = std::function<HttpResponse(HttpRequest&, const Project&)>;
HttpHandler for_project(Studio& studio, ProjectHandler handler);

HttpResponse no_project();

}  // namespace divisi::server
