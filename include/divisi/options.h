/// What a caller may choose. Command-line flags, JSON keys and these fields use the same words.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi {

/// How evidence becomes notes. The defaults shipped with a model are in its weights file, chosen on
/// a validation set; these numbers are what holds when the file says nothing.
struct DecodeOptions {
  double onset_threshold = 0.5;  ///< an onset peak at least this probable starts a note, 0 to 1
  double frame_threshold =
      0.5;  ///< a note goes on while its frames are at least this probable, 0 to 1
  double offset_threshold = 0.5;  ///< an offset peak at least this probable may end a note, 0 to 1
  double min_note_s = 0.05;       ///< shorter notes are dropped; > 0

  /// The decoder's finer thresholds by name (docs/formats/weights.md), as a model's file sets them.
  /// Those not named keep the decoder's own values; names it does not know are ignored.
  std::vector<std::pair<std::string, double>> tuning = {};
};

/// Moves onset and frame thresholds together: `threshold` 0.5 leaves them, less finds more notes,
/// more finds fewer. Added on the log-odds scale, so that they stay within (0, 1).
/// Requires: 0 < threshold < 1.
DecodeOptions with_threshold(const DecodeOptions& options, double threshold);

/// Drops more of what looks like a partial of a stronger note: notes an octave, a twelfth, two
/// octaves or a seventeenth above one that begins with them, or an octave below it, that swell and
/// fade as it does and are weaker than `share` of it. 0 leaves the model's own choice (whose
/// network is left to tell: docs/limits.md), 1 drops all that are weaker than the other note. What
/// is strong by itself stays. Octaves that are played softly go as well.
/// Requires: 0 <= share <= 1.
DecodeOptions with_ghost_suppression(const DecodeOptions& options, double share);

/// What is wanted otherwise than options have it; the rest stays.
struct DecodeChanges {
  std::optional<double> threshold;  ///< as with_threshold(), before the two below
  std::optional<double> onset_threshold;
  std::optional<double> frame_threshold;
  std::optional<double> min_note_s;
  std::optional<double> ghost_suppression;  ///< as with_ghost_suppression()
};

/// Requires: what with_threshold() and with_ghost_suppression() require.
DecodeOptions with_changes(DecodeOptions options, const DecodeChanges& changes);

/// Hears the notes as they are found, in order of onset, then pitch, while the recording is still
/// being read: each once nothing can change it any more and no earlier one can follow (a note waits
/// for those that began before it and still sound). All notes that were heard are exactly those of
/// the score, whatever the chunks and threads, before they are dealt to parts: to each are added
/// but its part, part_confidence, next_part and bend_cents, and none are removed but those that all
/// notes together say are not there (PartOptions::keep_doubtful); where it is told who plays, one
/// may be written for two. Percussion, which is judged at the end as a whole, is not among them.
/// Thread    called from the thread that called transcribe(), never after that returned, nor once
///           the progress function has stopped it.
using NoteFunction = std::function<void(const Note&)>;

/// Whether percussion becomes a part of its own.
enum class Drums {
  automatic,  ///< where a piece has drumming, after the weights' own judgement
  off,
};

/// How a MIDI file says that notes bend.
enum class MidiBends {
  channel,  ///< by the wheel of the part's channel: notes that sound alone
  mpe,      ///< every note, on a channel of its own (MIDI Polyphonic Expression)
};

/// How notes are dealt to parts.
struct PartOptions {
  static constexpr int kMostParts = 64;  ///< no more can be asked for, or named

  int count = 0;  ///< of parts; 0: as many as are heard; 1: nobody listens for timbre
  int most = 12;  ///< when `count` is 0; >= 1
  /// Who plays, where that is known: one part for each, in this order, whatever `count` says. Words
  /// of instrument_words() ("piano", "electric piano", ...), at most kMostParts, and somebody
  /// beside drums: one word twice is two players, told apart by likeness alone ("Guitar 1", "Guitar
  /// 2"); drums stand there once, and without them there is no drum part.
  std::vector<std::string> instruments = {};

  /// Notes that all notes together say are not there, a harmonic or the slide to another note, are
  /// left out at the end, where timbre is listened to for parts at all; true keeps them.
  bool keep_doubtful = false;

  /// Whether drums are among them, or nobody is named.
  bool may_have_drums() const;
  /// Whether drums are named: then transcribe() makes a drum part, however few their hits, unless
  /// they are off.
  bool names_drums() const;
};

/// All words that PartOptions::instruments may hold, "drums" at the end.
std::vector<std::string> instrument_words();

/// Errors: invalid_argument, naming the number or the word that is out of place.
Expected<void> check_part_options(const PartOptions& options);

/// Which stretch to transcribe, and with what means.
struct TranscribeOptions {
  double start_s = 0.0;    ///< >= 0
  double end_s = -1.0;     ///< up to here; negative: to the end
  double tuning_hz = 0.0;  ///< of A4, 390 to 500; 0: what the first half minute sounds like, which
                           ///< is listened to before anything is transcribed
  int threads = 0;         ///< 0: all cores this process may use
  int chunk_frames = 0;    ///< frames for each run of the network; 0: chosen for speed.
                           ///< The result does not depend on it
  Drums drums = Drums::automatic;  ///< a part named "Drums" on General MIDI percussion keys
  PartOptions parts = {};
  bool bends = true;                   ///< Note::bend_cents, in parts whose notes move
  bool keep_evidence = false;          ///< costs 61 kB for each second
  bool keep_spectrogram = false;       ///< for the picture; at most 3 MB, whatever the length
  bool keep_note_timbres = false;      ///< Transcription::timbres, to enrol; not with one part
  bool keep_dealing = false;           ///< Transcription::dealing, for the picture of who won what
  bool fingerprint_recording = false;  ///< SHA-256 of the file, on a thread of its own. Left out
                                       ///< for pipes, and for a stretch of a file over 64 MiB
  NoteFunction on_note = {};           ///< hears each note while the rest is still being worked on
};

/// How far the work is. `fraction` is in [0, 1], or negative while the length is unknown.
struct Progress {
  double fraction = 0.0;
  double audio_done_s = 0.0;
};

/// Called now and then from the calling thread; returning false cancels (ErrorCode::cancelled).
using ProgressFunction = std::function<bool(const Progress&)>;

}  // namespace divisi
