/// Files out of a transcription: each format is one writer of ours.

#include <array>

#include "divisi/files.h"
#include "divisi/version.h"
#include "draw/dealing_picture.h"
#include "draw/piano_roll.h"
#include "score/midi_writer.h"
#include "score/musicxml_writer.h"
#include "score/notes_csv.h"
#include "score/score_json.h"

namespace divisi {
namespace {

struct FormatEntry {
  OutputFormat format;
  std::string_view name;
  std::string_view suffix;
};

/// The one table of formats.
constexpr std::array<FormatEntry, 5> kFormats = {{{OutputFormat::midi, "midi", ".mid"},
                                                  {OutputFormat::json, "json", ".notes.json"},
                                                  {OutputFormat::csv, "csv", ".notes.csv"},
                                                  {OutputFormat::musicxml, "musicxml", ".musicxml"},
                                                  {OutputFormat::png, "png", ".png"}}};

/// Calls `visit(name, number)` for each that a document says. `SomeOrigin` may be const.
template <class SomeOrigin, class Visit>
void visit_options(SomeOrigin& origin, Visit&& visit) {
  visit("start_s", origin.start_s);
  visit("onset_threshold", origin.decode.onset_threshold);
  visit("frame_threshold", origin.decode.frame_threshold);
  visit("offset_threshold", origin.decode.offset_threshold);
  visit("min_note_s", origin.decode.min_note_s);
}

score::ScoreDocument document_of(const Transcription& transcription) {
  const Origin& origin = transcription.origin;
  score::ScoreDocument document;
  document.score = transcription.score;
  document.program_version = version();
  document.input_file = origin.recording;
  document.input_sha256 = origin.recording_sha256;
  document.model_name = origin.model_name;
  document.model_sha256 = origin.model_sha256;
  visit_options(
      origin, [&](const char* name, double value) { document.options.emplace_back(name, value); });
  return document;
}

/// Back from a document: those that it says.
void set_options(const std::vector<std::pair<std::string, double>>& options, Origin& origin) {
  visit_options(origin, [&](const char* name, double& place) {
    for (const auto& [said, value] : options) {
      if (said == name) place = value;
    }
  });
}

/// Frame evidence in place of a spectrogram that was not kept.
Spectrogram backdrop_of(const Evidence& evidence) {
  constexpr float kRange_db = 60.0f;
  Spectrogram backdrop;
  backdrop.frames = evidence.frames;
  backdrop.lowest_midi = evidence.pitches.lowest_midi;
  backdrop.bins_per_semitone = 1.0;
  backdrop.level_db = evidence.frame;
  for (float& cell : backdrop.level_db.cells) cell = kRange_db * (cell - 1.0f);
  return backdrop;
}

Expected<void> write_picture(const Transcription& transcription,
                             const std::filesystem::path& path) {
  draw::PianoRollOptions options;
  options.title = transcription.score.title;
  options.start_s = transcription.origin.start_s;
  Score score = transcription.score;
  score.duration_s -= options.start_s;
  // Percussion keys are no pitches: on the roll they would lie among the bass notes.
  std::erase_if(score.parts, [](const Part& part) { return part.is_drums; });
  if (transcription.spectrogram.level_db.rows > 0) {
    return draw::write_piano_roll(score, transcription.spectrogram, options, path);
  }
  return draw::write_piano_roll(score, backdrop_of(transcription.evidence), options, path);
}

}  // namespace

Expected<OutputFormat> parse_output_format(std::string_view name) {
  std::string names;
  for (const FormatEntry& entry : kFormats) {
    if (entry.name == name) return entry.format;
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  return Error{ErrorCode::invalid_argument,
               "'" + std::string(name) + "' is none of the formats " + names,
               {}};
}

std::string_view output_suffix(OutputFormat format) {
  for (const FormatEntry& entry : kFormats) {
    if (entry.format == format) return entry.suffix;
  }
  return {};
}

Expected<void> write_output(const Transcription& transcription, OutputFormat format,
                            const std::filesystem::path& path, MidiBends bends) {
  switch (format) {
    case OutputFormat::midi:
      return score::write_midi(transcription.score, path, bends);
    case OutputFormat::json:
      return score::write_score_json(document_of(transcription), path);
    case OutputFormat::csv:
      return score::write_notes_csv(transcription.score, path);
    case OutputFormat::musicxml:
      return score::write_musicxml(transcription.score, path);
    case OutputFormat::png:
      return write_picture(transcription, path);
  }
  return Error{ErrorCode::invalid_argument, "no such format", {}};
}

Expected<Score> read_score(const std::filesystem::path& path) {
  Expected<score::ScoreDocument> document = score::read_score_json(path);
  if (!document) return document.error();
  return std::move(document->score);
}

std::string format_notes_json(const Transcription& transcription) {
  return score::format_score_json(document_of(transcription));
}

Expected<Transcription> parse_notes_json(std::string_view text, const std::string& name) {
  Expected<score::ScoreDocument> document = score::parse_score_json(text, name);
  if (!document) return document.error();
  Transcription transcription;
  transcription.score = std::move(document->score);
  transcription.origin.recording = document->input_file;
  transcription.origin.recording_sha256 = document->input_sha256;
  transcription.origin.model_name = document->model_name;
  transcription.origin.model_sha256 = document->model_sha256;
  set_options(document->options, transcription.origin);
  return transcription;
}

Expected<void> write_dealing_picture(const Transcription& transcription,
                                     const std::filesystem::path& path) {
  Score score = transcription.score;
  score.duration_s -= transcription.origin.start_s;
  return draw::draw_dealing(score, transcription.dealing,
                            {score.title, transcription.origin.start_s})
      .write_png(path);
}

}  // namespace divisi
