#include "divisi/models.h"
#include "divisi/version.h"
#include "server/answers.h"
#include "server/exports.h"
#include "server/json_text.h"
#include "server/routes.h"

namespace divisi::server {
namespace {

std::string limits_json(const Limits& limits) {
  return JsonObject()
      .number("upload_bytes", double(limits.upload_bytes))
      .number("duration_s", limits.duration_s)
      .number("projects", limits.projects)
      .number("waiting_jobs", limits.waiting_jobs)
      .number("document_bytes", double(limits.document_bytes))
      .done();
}

std::string defaults_json(const DecodeOptions& options) {
  return JsonObject()
      .number("threshold", 0.5)
      .number("onset_threshold", options.onset_threshold)
      .number("frame_threshold", options.frame_threshold)
      .number("min_note_s", options.min_note_s)
      .number("ghost_suppression", 0.0)
      .number("quantise", 0)
      .number("quantise_strength", 1.0)
      .text("parts", "auto")
      .number("max_parts", PartOptions{}.most)
      .json("instruments", json_texts({}))
      .done();
}

HttpResponse describe(Studio& studio) {
  return json_answer(200, JsonObject()
                              .text("version", version())
                              .json("models", json_texts({studio.transcriber().model_name()}))
                              .json("formats", json_texts(export_names()))
                              .json("instruments", json_texts(instrument_words()))
                              .json("limits", limits_json(studio.options().limits))
                              .json("decode_defaults",
                                    defaults_json(studio.transcriber().default_decode_options()))
                              .done());
}

}  // namespace

void add_server_routes(Router& router, Studio& studio) {
  router.add("GET", "/api/v1/server", [&studio](HttpRequest&) { return describe(studio); });
}

}  // namespace divisi::server
