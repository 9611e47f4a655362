#include "data/annotation_files.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "score/midi_reader.h"

namespace divisi::data {

Expected<core::PitchTrack> read_pitch_track(const std::filesystem::path& path,
                                            const std::string& source) {
  const Expected<std::string> text = core::read_file(path);
  if (!text) return text.error();
  core::CsvOptions options;
  options.separator = text->find(',') == std::string::npos ? ' ' : ',';
  options.has_header = !text->empty() && std::isalpha(static_cast<unsigned char>((*text)[0])) != 0;
  const Expected<core::CsvTable> table = core::parse_csv(*text, path.string(), options);
  if (!table) return table.error();
  core::PitchTrack track{source, {}, {}};
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const Expected<double> time_s = table->number(row, 0);
    if (!time_s) return time_s.error();
    const Expected<double> f0_hz = table->number(row, 1);
    if (!f0_hz) return f0_hz.error();
    track.time_s.push_back(*time_s);
    track.f0_hz.push_back(std::max(0.0, *f0_hz));  // some tools mark unvoiced guesses by a minus
  }
  return track;
}

Expected<std::vector<core::AnnotatedNote>> read_midi_notes(const std::filesystem::path& path,
                                                           const std::string& source,
                                                           bool extend_by_pedal) {
  score::MidiReadOptions options;
  options.extend_by_pedal = extend_by_pedal;
  const Expected<Score> score = score::read_midi(path, options);
  if (!score) return score.error();
  std::vector<core::AnnotatedNote> notes = core::notes_of_score(*score);
  for (core::AnnotatedNote& note : notes) {
    if (!source.empty() && !core::is_percussion(note.source)) note.source = source;
  }
  core::sort_notes(notes);
  return notes;
}

}  // namespace divisi::data
