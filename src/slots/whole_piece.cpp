#include "slots/whole_piece.h"

#include <cmath>

#include "train/batch.h"
#include "train/slot_loss.h"
#include "train/slot_matching.h"

namespace divisi::slots {
namespace {

std::vector<float> floats_of(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.to(torch::kFloat32).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

std::vector<std::uint8_t> truths_of(const torch::Tensor& tensor) {
  const torch::Tensor flat = (tensor > 0.5).to(torch::kUInt8).contiguous();
  return {flat.data_ptr<std::uint8_t>(), flat.data_ptr<std::uint8_t>() + flat.numel()};
}

void append_whole(const torch::Tensor& numbers, std::vector<int>& to) {
  const torch::Tensor flat = numbers.to(torch::kInt32).contiguous();
  to.insert(to.end(), flat.data_ptr<int>(), flat.data_ptr<int>() + flat.numel());
}

train::Batch whole_clip(const train::Architecture& architecture, const train::ClipSet& set,
                        std::size_t clip) {
  train::Recipe whole;
  whole.segment_frames = set.clips[clip].frame_count;
  whole.margin_frames = 0;
  return train::make_batch(set, {{clip, 0}}, architecture, whole, nullptr);
}

void add_pair(const torch::Tensor& logits, const torch::Tensor& roll, PieceVerdict& verdict) {
  const torch::Tensor probability = torch::sigmoid(logits);
  verdict.slots.push_back(floats_of(probability));
  verdict.rolls.push_back(truths_of(roll));
  append_whole(probability.sum(1).round(), verdict.said_slot_polyphony);
  append_whole(roll.sum(1), verdict.true_slot_polyphony);
}

/// Sources that sound but for which no slot was left: nobody says anything of them.
void add_unpaired(const torch::Tensor& rolls, const torch::Tensor& is_sounding,
                  const train::SlotPairs& pairs, PieceVerdict& verdict) {
  for (std::int64_t s = 0; s < is_sounding.size(0); ++s) {
    if (!is_sounding[s].item<bool>() || (pairs.sources == s).any().item<bool>()) continue;
    constexpr float kSilence = -1e4f;
    add_pair(torch::full({rolls.size(0), rolls.size(1)}, kSilence), rolls.select(2, s), verdict);
  }
}

/// What is said of one piece's slots, for those that stand for a source.
void add_pairs(const train::Outputs& said, const train::Targets& targets,
               const std::string& matching, PieceVerdict& verdict) {
  const torch::Tensor slots = said.cells.slice(3, 1), rolls = targets.cells.slice(3, 1);
  const train::SlotPairs pairs = train::pair_slots(matching, slots, rolls);
  for (std::int64_t m = 0; m < pairs.slots.size(0); ++m) {
    const auto slot = pairs.slots[m].item<std::int64_t>();
    const auto source = pairs.sources[m].item<std::int64_t>();
    add_pair(slots[0].select(2, slot), rolls[0].select(2, source), verdict);
    const torch::Tensor& vectors = targets.source_vectors;
    if (said.slots.size(2) == 1 || !vectors.defined() || source >= vectors.size(1)) continue;
    verdict.cosines.push_back(
        (said.slots[0][slot].slice(0, 1) * vectors[0][source]).sum().item<double>());
  }
  if (matching != "fixed")
    add_unpaired(rolls[0], train::sounding_sources(rolls)[0], pairs, verdict);
}

}  // namespace

PieceVerdict judge_piece(const train::Architecture& architecture, train::TorchNet& net,
                         const train::ClipSet& set, std::size_t clip, const std::string& matching) {
  const torch::NoGradGuard no_gradient;
  net->eval();
  const train::Batch batch = whole_clip(architecture, set, clip);
  const train::Outputs said = architecture.forward(net, batch.features);
  const torch::Tensor roll = batch.targets.cells.select(3, 0);
  PieceVerdict verdict;
  verdict.mixture = floats_of(torch::sigmoid(said.cells.select(3, 0)));
  verdict.roll = truths_of(roll);
  if (matching != "none") add_pairs(said, batch.targets, matching, verdict);
  if (said.frames.defined()) {
    append_whole(said.frames[0].argmax(1), verdict.said_polyphony);
    append_whole(train::polyphony_classes(roll)[0], verdict.true_polyphony);
  }
  return verdict;
}

}  // namespace divisi::slots
