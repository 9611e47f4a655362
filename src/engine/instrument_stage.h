/// Whose family of instruments each beginning is of, heard while the recording is read.
///
/// Problem   The instrument network (models/instrument_net.h) hears patches of notes, but which
///           notes there are is decided later, and decided anew from evidence that was kept.
/// Idea      Every cell at which a note may begin is heard: where the probability of an onset is
///           not small and, along time, greatest. As soon as the patch's frames are there, that is
///           half a second later; a note asks what was heard nearest to its onset.
/// Source    ours.
/// Shapes    features [n, F·M] in, evidence rows [n, P] of the same frames; cells with K
///           log-probabilities out, rounded as evidence files have them (engine/timbre_cells.h).
/// Thread    one user at a time. The same whatever blocks rows come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "divisi/evidence.h"
#include "engine/network_stage.h"
#include "features/sample_history.h"
#include "models/instrument_model.h"
#include "nn/tensor.h"
#include "parts/note_patch.h"

namespace divisi::engine {

class InstrumentStage {
 public:
  /// `model` must outlive the stage.
  explicit InstrumentStage(const models::InstrumentModel& model);

  /// The next frames; rows of evidence come after their frames.
  void push(const float* cells, int frame_count);

  /// The next rows. `out` becomes the cells that were heard meanwhile.
  void hear(const NewEvidence& fresh, TimbreCells& out);
  /// Those that are left, after the last row.
  void finish(TimbreCells& out);

  /// Frames before this one have been heard.
  long heard_frames() const { return next_; }

 private:
  void hear_before(long frame, TimbreCells& out);
  bool may_begin(long frame, std::size_t pitch) const;
  long end_of(long frame, std::size_t pitch) const;
  long end_of_rows() const;
  void hear_cells(std::size_t first, const parts::SoundingRows& sounding, TimbreCells& out);
  parts::SoundingRows sounding_rows();

  const models::InstrumentModel& model_;
  models::Workspace workspace_;
  nn::Map patches_;
  features::SampleHistory features_;       ///< frames of [F, M], one after the other
  features::SampleHistory onset_, frame_;  ///< rows of [P], likewise
  std::vector<std::uint8_t> sounding_;     ///< which cells of `frame_` sound
  std::int64_t cells_;                     ///< F·M
  std::int64_t pitches_ = 1;               ///< P, once a row has come
  long frames_after_;                      ///< of a patch, from the onset on
  long next_ = 0;
};

}  // namespace divisi::engine
