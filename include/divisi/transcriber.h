/// From a recording to its notes: the one class a program needs.
///
///     auto transcriber = divisi::Transcriber::create();
///     auto result = transcriber->transcribe("song.mp3", {}, {});
///     if (result) for (const divisi::Part& part : result->score.parts) ...
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/evidence.h"
#include "divisi/evidence_decoder.h"
#include "divisi/options.h"
#include "divisi/score.h"
#include "divisi/timbres.h"

namespace divisi {

/// Where a transcription comes from.
struct Origin {
  std::string recording;   ///< file name without folder, UTF-8 where the file system's is
  int sample_rate_hz = 0;  ///< of the recording
  int channel_count = 0;
  double start_s = 0.0;          ///< the stretch that was transcribed, in the recording's time
  std::string recording_sha256;  ///< of the file's bytes; empty unless fingerprint_recording
  std::string model_name;
  std::string model_sha256;
  DecodeOptions decode;  ///< what the notes were decided with
};

/// Loudness over time and pitch, for pictures: [T, F] in dB below the loudest cell (0 is loudest).
/// Pooled over time until it has at most a few thousand frames, however long the recording.
struct Spectrogram {
  FrameGrid frames;
  double lowest_midi = 0.0;  ///< pitch of column 0
  double bins_per_semitone = 0.0;
  Map2d level_db;
};

/// How notes were dealt to parts, for pictures: what each part has of each note and, where a slot
/// network did it, what the slots were. Drums have no share in it.
struct Dealing {
  std::vector<Note> notes;        ///< [N] in order of onset
  std::vector<int> part_of_note;  ///< [N], from 0: the score's pitched parts
  Map2d shares;                   ///< [N, P] of each note that each part won; rows add up to 1
  std::vector<int> slot_of_note;  ///< [N], from 0; empty without a slot network, as all below
  std::vector<int> part_of_slot;  ///< [K]; -1: given up
  std::vector<double> activity;   ///< [K] that the slot's notes are one source's, 0 to 1
  Map2d joined;                   ///< [K, K] that two slots are one source, 0 to 1
};

/// The notes of one recording, and what they were decided from.
/// Times are those of the recording, also when only a stretch of it was transcribed.
struct Transcription {
  Score score;
  Origin origin;
  Evidence evidence;        ///< always there; empty maps unless keep_evidence
  Spectrogram spectrogram;  ///< empty unless keep_spectrogram
  NoteTimbres timbres;      ///< empty unless keep_note_timbres; drums are not among them
  Dealing dealing;          ///< empty unless keep_dealing
  std::vector<std::string>
      warnings;  ///< one line each: a truncated file, samples that were no numbers
};

/// Thread    one Transcriber may serve several threads at once; it is immutable after create().
class Transcriber {
 public:
  /// Loads the weights built into the program, or those of the files `weights` and
  /// `timbre_weights`. "slots" as `weights`: those built in, with parts dealt by slots
  /// (docs/slots.md). Parts that sound like one of `enrolled` get its name.
  /// Errors    not_found, corrupt, unsupported: naming the file and what is wrong in it.
  static Expected<Transcriber> create(const std::filesystem::path& weights = {},
                                      const std::filesystem::path& timbre_weights = {},
                                      const std::vector<Timbre>& enrolled = {});

  Transcriber(Transcriber&&) noexcept;
  Transcriber& operator=(Transcriber&&) noexcept;
  ~Transcriber();

  /// Reads, listens and decides. Memory does not grow with the length, apart from the notes
  /// themselves and, with keep_evidence, the evidence.
  /// Without `decode` the model's own thresholds hold.
  Expected<Transcription> transcribe(const std::filesystem::path& recording,
                                     const TranscribeOptions& options = {},
                                     const std::optional<DecodeOptions>& decode = {},
                                     const ProgressFunction& progress = {}) const;

  /// Decides again, from evidence that was kept, as one part; needs no weights. Milliseconds.
  /// Errors    invalid_argument: options out of range, or maps that do not fit each other.
  static Expected<Score> decode(const Evidence& evidence, const DecodeOptions& options);

  /// The same, with the notes dealt to parts by this transcriber's timbre weights.
  Expected<Score> decode(const Evidence& evidence, const DecodeOptions& options,
                         const PartOptions& parts) const;

  /// For deciding one recording many times, as a slider does: each time gives exactly what decode()
  /// gives, in a fraction of the time. `evidence` is not needed afterwards; the decoder may outlive
  /// this transcriber. `threads` as in TranscribeOptions.
  /// Errors    invalid_argument: maps that do not fit each other, threads out of range.
  Expected<EvidenceDecoder> decoder_for(const Evidence& evidence, int threads = 0) const;

  /// What solo playing sounds like, to be enrolled. `solo` from `recording_count` transcriptions
  /// with keep_note_timbres, one after the other.
  /// Errors    unsupported: no timbre network; out_of_range: too few notes, or too short;
  ///           invalid_argument: several sources at once, or a name that is none.
  Expected<Timbre> make_timbre(const std::string& name, const NoteTimbres& solo,
                               int recording_count) const;

  /// What create() left aside, one line each: timbres that were enrolled with other weights.
  const std::vector<std::string>& warnings() const;

  DecodeOptions default_decode_options() const;
  std::string model_name() const;
  std::string model_sha256() const;

 private:
  struct State;
  explicit Transcriber(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace divisi
