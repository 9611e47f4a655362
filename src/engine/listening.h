/// The recording while it is read: blocks, progress, and what there is to say about it at the end.
///
/// Thread    one user at a time.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audio/mono_source.h"
#include "divisi/transcriber.h"
#include "models/note_model.h"

namespace divisi::engine {

/// Samples at the model's rate; none at the end.
struct Block {
  std::vector<float> samples;
  std::vector<float> side;  ///< as many, or none: audio::MonoSource::side()
};

class Listening {
 public:
  /// All must outlive this.
  Listening(audio::MonoSource& source, const std::filesystem::path& recording,
            const TranscribeOptions& options, const ProgressFunction& progress);

  /// Reads the first `seconds`, or all there is, hands them to `hear` and keeps them: next() gives
  /// them once more. Requires: next() has not been called. Errors: those of next().
  Expected<void> hear_ahead(double seconds, const std::function<void(const Block&)>& hear);

  /// Valid until the next call.
  /// Errors    those of reading; cancelled when the caller's progress function wants no more.
  Expected<const Block*> next();

  /// Another `seconds` have become notes.
  void count_decided(double seconds) { decided_s_ += seconds; }

  /// The last look at progress. Errors: cancelled; corrupt when there was no sample at all.
  Expected<void> finish();

  /// Where the stretch that was read ends, in the recording's time.
  double end_s() const;

  /// One line each: the reader's, and what explains a score without notes.
  std::vector<std::string> warnings(const Score& score) const;

 private:
  Expected<Block> read();
  /// Errors: cancelled.
  Expected<void> tell_progress(bool is_finished) const;

  audio::MonoSource& source_;
  const std::filesystem::path& recording_;
  const TranscribeOptions& options_;
  const ProgressFunction& progress_;
  std::deque<Block> ahead_;
  Block block_;
  std::int64_t sample_count_ = 0;
  float peak_ = 0.0f;
  double decided_s_ = 0.0;
};

/// Less than the whole recording was asked for.
bool is_stretch(const TranscribeOptions& options);
audio::ReadOptions stretch_of(const TranscribeOptions& options);
FrameGrid ruler_from(FrameGrid frames, double start_s);
PitchGrid pitches_of(const models::NoteModel& model);

/// All but the model's part and the fingerprint.
Origin origin_of(const std::filesystem::path& recording, const audio::MonoSource& source,
                 const TranscribeOptions& options);

}  // namespace divisi::engine
