#include "hearing/heard_clip.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "engine/timbre_pool.h"
#include "eval/note_streams.h"

namespace divisi::hearing {
namespace {

constexpr double kOnsetTolerance_s = 0.1;

/// The source of the true note of that pitch that begins nearest.
int source_of(const Note& note, const std::vector<core::AnnotatedNote>& truth,
              const std::vector<std::string>& names) {
  double nearest_s = kOnsetTolerance_s;
  int source = kUnknownSource;
  for (const core::AnnotatedNote& true_note : truth) {
    const double distance_s = std::abs(true_note.onset_s - note.onset_s);
    if (std::lround(true_note.pitch_midi) != note.pitch_midi || distance_s >= nearest_s) continue;
    nearest_s = distance_s;
    source =
        static_cast<int>(std::find(names.begin(), names.end(), true_note.source) - names.begin());
  }
  return source;
}

std::vector<Note> notes_in_order(const Score& score) {
  std::vector<Note> notes;
  for (const Part& part : score.parts) {
    if (!part.is_drums) notes.insert(notes.end(), part.notes.begin(), part.notes.end());
  }
  std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return a.onset_s != b.onset_s ? a.onset_s < b.onset_s : a.pitch_midi < b.pitch_midi;
  });
  return notes;
}

}  // namespace

Expected<HeardClip> hear_clip(const Transcriber& transcriber, const data::Clip& clip) {
  TranscribeOptions options;
  options.threads = 1;
  options.keep_evidence = true;
  options.parts.count = 0;
  options.parts.keep_doubtful = true;
  options.drums = Drums::off;
  const Expected<Transcription> result = transcriber.transcribe(clip.mix, options);
  if (!result) return result.error();
  const TimbreCells& timbre = result->evidence.timbre;
  if (timbre.dimensions == 0) {
    return Error{ErrorCode::unsupported, clip.mix.string() + ": there are no timbre weights",
                 clip.mix.string()};
  }
  Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  HeardClip heard;
  heard.truth = core::without_percussion(annotation->notes);
  constexpr bool kWithInstruments = true;
  const engine::TimbrePool pool(result->evidence, kWithInstruments);
  heard.notes.tokens.dimensions = timbre.dimensions;
  const std::vector<std::string> names = eval::sources_of(heard.truth);
  for (const Note& note : notes_in_order(result->score)) {
    pool.append(note, heard.notes.tokens);
    heard.notes.sources.push_back(source_of(note, heard.truth, names));
  }
  return heard;
}

Expected<std::vector<HeardClip>> hear_clips(const Transcriber& transcriber,
                                            const std::vector<data::Clip>& clips, int threads,
                                            const core::GoOn& go_on) {
  return core::parallel_collect(
      clips.size(), threads, [&](std::size_t i) { return hear_clip(transcriber, clips[i]); },
      go_on);
}

}  // namespace divisi::hearing
