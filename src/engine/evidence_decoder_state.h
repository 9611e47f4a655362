/// What an EvidenceDecoder keeps of its recording.
#pragma once

#include <memory>
#include <utility>

#include "decode/whole_evidence.h"
#include "divisi/evidence_decoder.h"
#include "engine/bend_pool.h"
#include "engine/part_listener.h"

namespace divisi {

struct EvidenceDecoder::State {
  State(std::shared_ptr<const void> weights_in_use, decode::WholeEvidence all_evidence,
        engine::PartDealer part_dealer, engine::BendPool bend_pool, const FrameGrid& grid,
        double length_s, double pitch_of_a4_hz)
      : weights(std::move(weights_in_use)),
        evidence(std::move(all_evidence)),
        dealer(std::move(part_dealer)),
        bends(std::move(bend_pool)),
        frames(grid),
        duration_s(length_s),
        tuning_hz(pitch_of_a4_hz) {}

  std::shared_ptr<const void> weights;  ///< what the dealer looks at lives as long as this
  decode::WholeEvidence evidence;
  engine::PartDealer dealer;
  engine::BendPool bends;
  FrameGrid frames;
  double duration_s;
  double tuning_hz;
};

}  // namespace divisi
