/// A recording through Cerberus: the sound of each of its instruments, and their notes.
///
/// Units     samples at 16 kHz, one channel; the transform is that of training
///           (models/cerberus_net.h).
/// Errors    none. Requires: a separation head for stems, a transcription head for notes.
/// Thread    one at a time; the model may be shared. Memory: half a minute of transforms, whatever
///           the recording's length, beside what comes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/roll_notes.h"
#include "divisi/score.h"
#include "features/stft.h"
#include "models/cerberus_windows.h"

namespace divisi::engine {

inline constexpr features::StftSpec kCerberusStft = {models::kCerberusWindowSamples,
                                                     models::kCerberusHopSamples};

/// In the order of the model's instruments; empty lists for heads that it does not have.
struct CerberusHearing {
  std::vector<std::vector<float>> stems;  ///< each as long as the recording; their sum is it
  std::vector<std::vector<Note>> notes;
};

class CerberusListener {
 public:
  /// `model` outlives the listener.
  explicit CerberusListener(const models::CerberusModel& model);

  void push(const float* samples, std::size_t count);
  /// All of it. Afterwards nothing may be called.
  CerberusHearing finish();

 private:
  void hear(std::size_t first_bin);
  void take(const models::CerberusStretch& stretch);
  void separate(const models::CerberusStretch& stretch);

  const models::CerberusModel& model_;
  features::Stft stft_;
  models::CerberusStream stream_;
  std::vector<features::Bin> waiting_;  ///< frames that nothing has been said of
  std::vector<float> level_db_;
  std::vector<features::InverseStft> inverse_;
  std::vector<decode::RollNotes> rolls_;
  CerberusHearing hearing_;
  std::int64_t samples_ = 0;
};

/// What levels the network hears: 20 log10 |X|, not below models::kCerberusLowestDb.
void cerberus_levels(const features::Bin* bins, std::size_t count, float* level_db);

}  // namespace divisi::engine
