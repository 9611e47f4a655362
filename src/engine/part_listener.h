/// Who plays what: listens to the timbre of each note as it is decided, and deals the notes to
/// parts at the end.
///
/// Thread    one user at a time.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "decode/note_decoder.h"
#include "divisi/options.h"
#include "divisi/score.h"
#include "divisi/transcriber.h"
#include "engine/instrument_stage.h"
#include "engine/loaded_parts.h"
#include "engine/network_stage.h"
#include "engine/timbre_pool.h"
#include "features/stereo_position.h"
#include "parts/note_token.h"

namespace divisi::engine {

class PartListener {
 public:
  /// Without `model`, or when one part is asked for, all notes are one part and nothing is heard.
  /// Requires: check_part_options() and check_instruments() were content.
  PartListener(const LoadedParts* model, const PartOptions& options, const FrameGrid& frames,
               const PitchGrid& pitches);

  /// The network to run beside the note network; nullptr when none is needed.
  const models::TimbreModel* network() const;

  /// The next frames of features, before their rows come.
  void push(const float* cells, int frame_count);
  /// The next rows. `stereo`, which has seen these frames, may be nullptr; of what it held, nothing
  /// is needed any more.
  void hear(const NewEvidence& fresh, features::StereoPosition* stereo = nullptr);
  /// After the last row.
  void finish_hearing();
  /// What the last call of these two kept: of the rows' timbre, and of beginnings up to now.
  const TimbreCells& timbre() const { return heard_; }
  const TimbreCells& instruments() const { return instruments_; }

  /// Of the notes that were decided, in their order.
  void take(const Note& note);
  /// No note that is still to come begins before this.
  void forget_before(double time_s);

  /// All notes, dealt. `dealing`, unless nullptr, is told how. Requires: finish_hearing().
  std::vector<Part> parts(Dealing* dealing = nullptr) const;
  /// What was heard of each note; no vectors without a network.
  const parts::NoteTokens& tokens() const { return tokens_; }

 private:
  void listen_to_waiting();

  const LoadedParts* model_;
  PartOptions options_;
  FrameGrid frames_;
  std::optional<TimbrePool> pool_;
  std::optional<InstrumentStage> beginnings_;
  TimbreCells heard_, instruments_;
  bool is_finished_ = false;
  std::uint32_t frame_count_ = 0;
  std::deque<Note> waiting_;  ///< for what is heard of their beginnings
  parts::NoteTokens tokens_;
};

/// The same for notes that are decided anew, as often as is wanted, from evidence that was kept.
/// What they sound like is not found out again while the notes stay the same.
///
/// Thread    one user at a time; uses `threads` threads of its own while it works.
class PartDealer {
 public:
  /// Without `model`, which must outlive this, or with evidence for another, all notes are one
  /// part. `evidence` is not needed afterwards. Requires: check_evidence() was content.
  PartDealer(const LoadedParts* model, const Evidence& evidence, int threads);

  /// Requires: `notes` in order of onset; check_part_options() was content.
  /// Errors    unsupported: there is nothing to tell the instruments that `options` name by.
  Expected<std::vector<Part>> deal(const std::vector<Note>& notes, const PartOptions& options);

 private:
  bool are_known(const std::vector<Note>& notes) const;
  void listen_to(const std::vector<Note>& notes, const PartOptions& options);

  const LoadedParts* model_;
  int threads_;
  bool knows_instruments_ = false;
  std::optional<TimbrePool> pool_;
  std::vector<Note> notes_;     ///< that were dealt last
  bool keep_doubtful_ = false;  ///< likewise
  parts::NoteTokens tokens_;    ///< of those of them that are there
  parts::NoteTokens known_;     ///< with what the memory makes of these
};

}  // namespace divisi::engine
