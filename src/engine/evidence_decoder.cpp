#include "divisi/evidence_decoder.h"

#include <utility>
#include <vector>

#include "engine/decode_options.h"
#include "engine/evidence_decoder_state.h"
#include "engine/evidence_keeper.h"
#include "engine/score_of_parts.h"

namespace divisi {

EvidenceDecoder::EvidenceDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
EvidenceDecoder::EvidenceDecoder(EvidenceDecoder&&) noexcept = default;
EvidenceDecoder& EvidenceDecoder::operator=(EvidenceDecoder&&) noexcept = default;
EvidenceDecoder::~EvidenceDecoder() = default;

Expected<Score> EvidenceDecoder::decode(const DecodeOptions& options) {
  return decode(options, {.count = 1});
}

Expected<Score> EvidenceDecoder::decode(const DecodeOptions& options, const PartOptions& parts) {
  if (const Expected<void> good = engine::check_decode_options(options); !good) return good.error();
  if (const Expected<void> good = check_part_options(parts); !good) return good.error();
  std::vector<Note> notes = state_->evidence.notes(options, engine::tuning_of(options));
  for (Note& note : notes) {
    note = engine::within_stretch(note, state_->frames);
    state_->bends.bend(note);
  }
  Expected<std::vector<Part>> dealt = state_->dealer.deal(notes, parts);
  if (!dealt) return dealt.error();
  return engine::score_of_parts({}, state_->duration_s, state_->tuning_hz, std::move(*dealt));
}

}  // namespace divisi
