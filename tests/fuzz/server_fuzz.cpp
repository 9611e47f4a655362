// Any bytes as what a client sends: the first byte chooses as what. Nothing may crash, and what is
// accepted must keep its promises.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/utf8.h"
#include "server/byte_range.h"
#include "server/decision_request.h"
#include "server/gate.h"
#include "server/http_parser.h"
#include "server/project_fields.h"
#include "server/uri.h"

namespace {

using namespace divisi::server;

void must(bool holds) {
  if (!holds) std::abort();
}

/// Fed in two pieces, as sockets do.
void parse_request(std::string_view bytes) {
  HttpParser parser;
  std::optional<HttpParser::Problem> problem;
  std::string pending(bytes.substr(0, bytes.size() / 2));
  pending.erase(0, parser.push_head(pending, problem));
  pending += bytes.substr(bytes.size() / 2);
  if (!problem && !parser.has_head()) pending.erase(0, parser.push_head(pending, problem));
  if (problem || !parser.has_head()) return;
  HttpRequest request;
  request.method = parser.method();
  request.headers = parser.headers();
  if (auto target = parse_target(parser.target())) request.path = target->path;
  (void)stop_at_gate(request, {"127.0.0.1", 8090, ""});
  (void)stop_at_gate(request, {"0.0.0.0", 8090, "secret"});
  (void)parser.keeps_alive();
  (void)parser.announced_bytes();
  std::size_t given = 0;
  char out[64];
  while (parser.has_body() && !parser.is_done()) {
    const auto step = parser.push_body(pending, out, sizeof(out));
    if (!step || (step->taken == 0 && step->given == 0)) return;
    must(step->taken <= pending.size() && step->given <= sizeof(out));
    pending.erase(0, step->taken);
    given += step->given;
  }
  must(given <= bytes.size());
}

void parse_address(std::string_view text) {
  const auto target = parse_target(text);
  if (!target) return;
  must(target->path.starts_with('/') && target->path.find('\0') == std::string::npos);
  must(decode_percent(encode_percent(target->path), false) == target->path);
  for (const std::string_view segment : split_path(target->path)) {
    must(segment.find('/') == std::string_view::npos);
  }
}

void parse_range(std::string_view text) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000},
                                   std::uint64_t{1} << 40U, UINT64_MAX}) {
    const auto range = parse_byte_range(text, size);
    const auto* part = std::get_if<ByteRange>(&range);
    must(part == nullptr ||
         (part->length > 0 && part->first < size && part->length <= size - part->first));
  }
}

void parse_fields(std::string_view text) {
  if (const auto name = parse_project_name(text)) {
    must(!name->empty() && name->size() <= 200 && name->find('/') == std::string::npos);
    must(divisi::core::repair_utf8(*name) == *name);
  }
  if (const auto count = parse_part_count(text)) must(*count >= 0 && *count <= 64);
  if (const auto revision = parse_revision(text)) must(*revision >= 0);
  (void)parse_rename(text);
}

void parse_dials(std::string_view text) {
  const auto decision = parse_decision(text);
  if (!decision) return;
  must(!decision->threshold || (*decision->threshold > 0.0 && *decision->threshold < 1.0));
  must(!decision->min_note_s || *decision->min_note_s > 0.0);
  must(decision->parts.count >= 0 && decision->parts.count <= 64 && decision->parts.most >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr void (*kParsers[])(std::string_view) = {parse_request, parse_address, parse_range,
                                                    parse_fields, parse_dials};
  kParsers[data[0] % std::size(kParsers)](text);
  return 0;
}
