#include "eval/estimate.h"

#include <utility>

#include "core/note_table.h"
#include "score/midi_reader.h"
#include "score/score_json.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;
namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// Where the notes of a clip may be, the likeliest first.
std::vector<fs::path> places_of(const fs::path& folder, const std::string& clip_id,
                                const std::string& extension) {
  // `divisi transcribe` not told where to write makes <id>/<id>.notes.csv.
  const fs::path own = folder / clip_id / fs::path(clip_id).filename();
  return {folder / clip_id / ("notes" + extension), own.string() + ".notes" + extension,
          own.string() + extension, folder / (clip_id + ".notes" + extension),
          folder / (clip_id + extension)};
}

Expected<Estimate> read_notes(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".csv") {
    Expected<Notes> notes = core::read_note_table(path);
    if (!notes) return notes.error();
    return Estimate{std::move(*notes), {}};
  }
  if (extension == ".json") {
    Expected<score::ScoreDocument> document = score::read_score_json(path);
    if (!document) return document.error();
    return Estimate{core::notes_of_score(document->score), {}, std::move(document->score)};
  }
  if (extension == ".mid" || extension == ".midi") {
    const Expected<Score> score = score::read_midi(path);
    if (!score) return score.error();
    return Estimate{core::notes_of_score(*score), {}};
  }
  return Error{ErrorCode::unsupported,
               path.string() + ": found '" + extension + "', expected .csv, .json, .mid or .midi",
               path.string()};
}

}  // namespace

Expected<Notes> read_note_file(const fs::path& path) {
  Expected<Estimate> estimate = read_notes(path);
  if (!estimate) return estimate.error();
  return std::move(estimate->notes);
}

Expected<Estimate> read_estimate(const fs::path& folder, const std::string& clip_id) {
  for (const std::string extension : {".csv", ".json", ".mid", ".midi"}) {
    for (const fs::path& path : places_of(folder, clip_id, extension)) {
      if (!is_there(path)) continue;
      Expected<Estimate> estimate = read_notes(path);
      if (!estimate) return estimate.error();
      Expected<std::optional<Posterior>> posterior = read_posterior(folder / clip_id);
      if (!posterior) return posterior.error();
      estimate->posterior = std::move(*posterior);
      return estimate;
    }
  }
  return Error{ErrorCode::not_found,
               (folder / clip_id).string() +
                   ": found neither notes.{csv,json,mid} in this folder "
                   "nor a file of this name with one of these extensions",
               (folder / clip_id).string()};
}

}  // namespace divisi::eval
