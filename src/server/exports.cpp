#include "server/exports.h"

#include <array>
#include <atomic>

#include "core/atomic_file.h"
#include "divisi/files.h"
#include "server/answers.h"
#include "server/spectrogram_file.h"
#include "server/stem_list.h"
#include "server/zip_body.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes = {
    {{"midi", "audio/midi"},
     {"json", "application/json"},
     {"csv", "text/csv; charset=utf-8"},
     {"musicxml", "application/vnd.recordare.musicxml+xml"},
     {"png", "image/png"},
     {"zip", "application/zip"}}};

std::string stem_of(const Project& project) {
  const std::string stem = fs::path(project.name).stem().string();
  return stem.empty() ? project.id : stem;
}

Expected<Transcription> score_of(const fs::path& folder) {
  const Expected<std::string> text = core::read_file(folder / "notes.json");
  if (!text) return text.error();
  return parse_notes_json(*text, "notes.json");
}

/// A file that is gone once nobody reads it any more.
Expected<HttpPiece> written_as(const Projects& projects, const Transcription& transcription,
                               OutputFormat format) {
  static std::atomic<unsigned> number = 0;
  const fs::path path = projects.temporary("export-" + std::to_string(++number));
  Expected<HttpPiece> piece = Error{ErrorCode::io, "nothing was written", {}};
  if (auto written = write_output(transcription, format, path); !written) return written.error();
  piece = open_piece(path);
  std::error_code ignored;
  fs::remove(path, ignored);
  return piece;
}

Expected<ZipEntry> entry_of(const Projects& projects, const Project& project,
                            const Transcription& transcription, std::string_view name) {
  const Expected<OutputFormat> format = parse_output_format(name);
  if (!format) return format.error();
  Expected<HttpPiece> piece = written_as(projects, transcription, *format);
  if (!piece) return piece.error();
  return ZipEntry{stem_of(project) + std::string(output_suffix(*format)), std::move(*piece)};
}

void add_stems(const fs::path& folder, std::vector<ZipEntry>& entries) {
  for (const StemFile& file : stem_files(folder)) {
    Expected<HttpPiece> piece = open_piece(file.path);
    if (piece)
      entries.push_back({file.path.parent_path().filename() / file.path.filename(), *piece});
  }
}

Expected<Export> make_zip(const Projects& projects, const Project& project,
                          const Transcription& transcription) {
  std::vector<ZipEntry> entries;
  for (const auto& [name, type] : kTypes) {
    if (name == "zip") continue;
    Expected<ZipEntry> entry = entry_of(projects, project, transcription, name);
    if (!entry) return entry.error();
    entries.push_back(std::move(*entry));
  }
  add_stems(projects.folder(project.id), entries);
  Expected<std::vector<HttpPiece>> pieces = zip_of(entries);
  if (!pieces) return pieces.error();
  return Export{stem_of(project) + ".zip", "application/zip", std::move(*pieces)};
}

}  // namespace

std::vector<std::string> export_names() {
  std::vector<std::string> names;
  for (const auto& [name, type] : kTypes) names.emplace_back(name);
  return names;
}

Expected<Export> make_export(const Projects& projects, const Project& project,
                             std::string_view format) {
  std::string_view type;
  for (const auto& [known, its_type] : kTypes) {
    if (known == format) type = its_type;
  }
  if (type.empty()) {
    return Error{ErrorCode::not_found,
                 "'" + std::string(format) + "' is none of midi, json, csv, musicxml, png, zip",
                 {}};
  }
  Expected<Transcription> transcription = score_of(projects.folder(project.id));
  if (!transcription) return transcription.error();
  if (format == "png" || format == "zip") {
    Expected<Spectrogram> backdrop = read_spectrogram(projects.folder(project.id));
    if (backdrop) transcription->spectrogram = std::move(*backdrop);
  }
  if (format == "zip") return make_zip(projects, project, *transcription);
  Expected<ZipEntry> entry = entry_of(projects, project, *transcription, format);
  if (!entry) return entry.error();
  return Export{entry->name, type, {std::move(entry->piece)}};
}

}  // namespace divisi::server
