#include "parts/calibrate_timbre_space.h"

#include <cmath>

namespace divisi::parts {
namespace {

constexpr int kNewtonSteps = 25;
constexpr double kRidge = 1e-6;

struct Trial {
  double ratio = 0.0;
  bool is_same = false;
};

struct Line {
  double weight = 1.0;
  double offset = 0.0;
};

std::vector<Trial> trials_of(const TimbreSpace& space, const std::vector<LabelledPart>& parts) {
  std::vector<PartSound> sounds;
  for (const LabelledPart& part : parts) sounds.push_back(sound_of(part.tokens));
  std::vector<Trial> trials;
  for (std::size_t e = 0; e < parts.size(); ++e) {
    if (sounds[e].note_count < kFewestNotesToName) continue;
    const Prototype prototype = prototype_of(sounds[e]);
    for (std::size_t o = 0; o < parts.size(); ++o) {
      if (parts[o].clip == parts[e].clip || sounds[o].note_count < kFewestNotesToName) continue;
      trials.push_back(
          {log_ratio(space, prototype, sounds[o]), parts[o].source == parts[e].source});
    }
  }
  return trials;
}

Line step_from(const Line& at, const std::vector<Trial>& trials, double same_weight,
               double other_weight) {
  Line gradient{0.0, 0.0};
  double weight_bend = kRidge;
  double both_bend = 0.0;
  double offset_bend = kRidge;
  for (const Trial& trial : trials) {
    const double share = trial.is_same ? same_weight : other_weight;
    const double p = 1.0 / (1.0 + std::exp(-(at.weight * trial.ratio + at.offset)));
    const double error = share * ((trial.is_same ? 1.0 : 0.0) - p);
    const double bend = share * p * (1.0 - p);
    gradient.weight += error * trial.ratio;
    gradient.offset += error;
    weight_bend += bend * trial.ratio * trial.ratio;
    both_bend += bend * trial.ratio;
    offset_bend += bend;
  }
  const double determinant = weight_bend * offset_bend - both_bend * both_bend;
  return {at.weight + (offset_bend * gradient.weight - both_bend * gradient.offset) / determinant,
          at.offset + (weight_bend * gradient.offset - both_bend * gradient.weight) / determinant};
}

}  // namespace

void calibrate_timbre_space(TimbreSpace& space, const std::vector<LabelledPart>& parts,
                            double same_to_other) {
  const std::vector<Trial> trials = trials_of(space, parts);
  double same = 0.0;
  for (const Trial& trial : trials) same += trial.is_same ? 1.0 : 0.0;
  const double others = static_cast<double>(trials.size()) - same;
  if (same == 0.0 || others == 0.0) return;
  Line line{0.1, std::log(same_to_other)};
  for (int step = 0; step < kNewtonSteps; ++step)
    line = step_from(line, trials, same_to_other / same, 1.0 / others);
  if (!std::isfinite(line.weight) || !std::isfinite(line.offset) || line.weight <= 0.0) return;
  space.weight = line.weight;
  space.offset = line.offset;
}

}  // namespace divisi::parts
