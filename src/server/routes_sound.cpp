#include "divisi/playback.h"
#include "server/answers.h"
#include "server/project_fields.h"
#include "server/routes.h"
#include "server/spectrogram_file.h"
#include "server/stem_list.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostFrames = 1 << 20;

HttpResponse not_ready(const std::string& what) { return error_answer(404, "not_ready", what); }

HttpResponse get_audio(Studio& studio, const HttpRequest& request, const Project& project) {
  if (project.audio != WorkState::ready) {
    return not_ready("the recording's sound is not there for playback (yet)");
  }
  return file_answer(request, studio.projects().folder(project.id) / "audio.flac", "audio/flac");
}

/// The file that ?source= names: "audio", or one of the stems.
std::optional<fs::path> sound_file(Studio& studio, const Project& project,
                                   std::string_view source) {
  const fs::path folder = studio.projects().folder(project.id);
  if (source != "audio") return find_stem(folder, source);
  return project.audio == WorkState::ready ? std::optional(folder / "audio.flac") : std::nullopt;
}

std::string little_endian(const std::vector<std::int16_t>& samples) {
  std::string bytes;
  bytes.reserve(samples.size() * 2);
  for (const std::int16_t sample : samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    bytes += static_cast<char>(bits & 0xFFU);
    bytes += static_cast<char>(bits >> 8U);
  }
  return bytes;
}

HttpResponse get_samples(Studio& studio, const HttpRequest& request, const Project& project) {
  const auto text_of = [&](std::string_view name, std::string fallback) {
    const std::string* value = request.query_value(name);
    return value == nullptr ? fallback : *value;
  };
  const auto from = parse_whole("from", text_of("from", "0"), 0, std::int64_t{1} << 40);
  const auto frames = parse_whole("frames", text_of("frames", "65536"), 1, kMostFrames);
  if (!from) return error_answer(from.error());
  if (!frames) return error_answer(frames.error());
  const auto path = sound_file(studio, project, text_of("source", "audio"));
  if (!path) return not_ready("there is no such sound (yet)");
  const auto stretch = read_samples(*path, *from, static_cast<std::size_t>(*frames));
  if (!stretch) return error_answer(stretch.error());
  HttpResponse answer;
  answer.body = little_endian(stretch->samples);
  return answer.with("Content-Type", "application/octet-stream")
      .with("Cache-Control", "no-store")
      .with("X-Sample-Rate", std::to_string(stretch->format.sample_rate_hz))
      .with("X-Channels", std::to_string(stretch->format.channel_count))
      .with("X-Total-Frames", std::to_string(stretch->format.frame_count));
}

HttpResponse get_spectrogram(Studio& studio, const HttpRequest& request, const Project& project,
                             const char* file, std::string_view type) {
  if (project.revision == 0) return not_ready("this recording has not been listened to yet");
  return file_answer(request, studio.projects().folder(project.id) / file, type);
}

HttpResponse begin_stems(Studio& studio, const Project& project) {
  if (project.revision == 0) {
    return error_answer(409, "not_ready", "this recording has not been listened to yet");
  }
  const auto now = studio.begin_stems(project.id);
  if (!now) return no_project();
  return json_answer(202, stems_json(*now, studio.projects().folder(project.id)));
}

HttpResponse get_stem(Studio& studio, const HttpRequest& request, const Project& project) {
  const auto path = find_stem(studio.projects().folder(project.id), request.captured.at(1));
  if (!path) return error_answer(404, "not_found", "there is no such stem");
  return file_answer(request, *path, "audio/flac");
}

}  // namespace

void add_sound_routes(Router& router, Studio& studio) {
  const std::string one = "/api/v1/projects/{id}";
  const auto add = [&](const char* method, const char* path, ProjectHandler handler) {
    router.add(method, one + path, for_project(studio, std::move(handler)));
  };
  add("GET", "/audio", [&studio](HttpRequest& request, const Project& it) {
    return get_audio(studio, request, it);
  });
  add("GET", "/samples", [&studio](HttpRequest& request, const Project& it) {
    return get_samples(studio, request, it);
  });
  add("GET", "/spectrogram", [&studio](HttpRequest& request, const Project& it) {
    return get_spectrogram(studio, request, it, kSpectrogramCard, "application/json");
  });
  add("GET", "/spectrogram.u8", [&studio](HttpRequest& request, const Project& it) {
    return get_spectrogram(studio, request, it, kSpectrogramBytes, "application/octet-stream");
  });
  add("POST", "/stems",
      [&studio](HttpRequest&, const Project& it) { return begin_stems(studio, it); });
  add("GET", "/stems", [&studio](HttpRequest&, const Project& it) {
    return json_answer(200, stems_json(it, studio.projects().folder(it.id)));
  });
  add("GET", "/stems/{file}",
      [&studio](HttpRequest& request, const Project& it) { return get_stem(studio, request, it); });
}

}  // namespace divisi::server
