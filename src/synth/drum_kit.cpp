#include "synth/drum_kit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "score/percussion.h"
#include "synth/biquad.h"
#include "synth/degrade.h"

namespace divisi::synth {
namespace {

using score::PercussionClass;

constexpr int kOpenHat = 46;
constexpr double kRangeOfVelocity_db = 20.0;  ///< from the softest hit to the hardest

/// What this clip's player and engineer made of one drum.
struct Treatment {
  double speed = 1.0;
  double damping_s = 0.0;  ///< time constant of an added decay; 0: none
  double gain_db = 0.0;
  double eq_hz = 1000.0;
  double eq_db = 0.0;
  double tilt_db = 0.0;
};

/// Peak levels in a usual mix.
double usual_level_db(PercussionClass percussion) {
  switch (percussion) {
    case PercussionClass::kick:
    case PercussionClass::snare:
      return 0.0;
    case PercussionClass::tom:
      return -2.0;
    case PercussionClass::hi_hat:
      return -11.0;
    case PercussionClass::cymbal:
      return -8.0;
    case PercussionClass::other:
      break;
  }
  return -8.0;
}

Treatment draw_treatment(PercussionClass percussion, core::Rng& rng) {
  Treatment treatment;
  treatment.speed = std::exp2(rng.normal(0.0, 2.2) / 12.0);
  if (rng.chance(0.5)) treatment.damping_s = rng.log_uniform(0.06, 0.8);
  treatment.gain_db = usual_level_db(percussion) + rng.normal(0.0, 4.0);
  treatment.eq_hz = rng.log_uniform(80.0, 8000.0);
  treatment.eq_db = rng.uniform(-8.0, 8.0);
  treatment.tilt_db = rng.uniform(-5.0, 5.0);
  return treatment;
}

/// The hit as this clip has it, before velocity.
Signal treated(const Signal& hit, const Treatment& treatment) {
  Signal sound(static_cast<std::size_t>(static_cast<double>(hit.size()) / treatment.speed));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double place = static_cast<double>(i) * treatment.speed;
    const auto index = static_cast<std::size_t>(place);
    const auto part = static_cast<float>(place - static_cast<double>(index));
    const float behind = index + 1 < hit.size() ? hit[index + 1] : 0.0F;
    sound[i] = hit[index] + part * (behind - hit[index]);
    if (treatment.damping_s > 0.0) {
      sound[i] *=
          static_cast<float>(std::exp(-static_cast<double>(i) / (treatment.damping_s * kRateHz)));
    }
  }
  Biquad::peaking(treatment.eq_hz, 1.0, treatment.eq_db).apply(sound);
  Biquad::high_shelf(2000.0, treatment.tilt_db).apply(sound);
  const float peak = peak_of(sound);
  if (peak > 0.0F) scale_by(sound, std::pow(10.0, treatment.gain_db / 20.0) / peak);
  return sound;
}

/// The kit as it stands in this clip, prepared as far as it is played.
class PreparedKit {
 public:
  PreparedKit(const DrumKit& kit, core::Rng& rng) : kit_(kit), rng_(rng) {}

  /// One of the hits that were struck about as hard.
  const Signal& hit(int key, int velocity) {
    const std::vector<DrumHit>& hits = kit_.hits.at(key);
    std::size_t best = 0;
    double least = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const double distance = std::abs(hits[i].velocity - velocity) + rng_.uniform(0.0, 20.0);
      if (distance < least) best = i;
      least = std::min(least, distance);
    }
    // Sounds of one velocity are different drums, of which a clip has one.
    if (is_choice_of_drums(hits)) best = choice(key, hits.size());
    const auto place = std::make_pair(key, best);
    const auto found = sounds_.find(place);
    if (found != sounds_.end()) return found->second;
    return sounds_.emplace(place, treated(hits[best].sound, treatment(key))).first->second;
  }

 private:
  static bool is_choice_of_drums(const std::vector<DrumHit>& hits) {
    return std::all_of(hits.begin(), hits.end(),
                       [&](const DrumHit& hit) { return hit.velocity == hits.front().velocity; });
  }
  std::size_t choice(int key, std::size_t count) {
    const auto found = choices_.find(key);
    if (found != choices_.end()) return found->second;
    const auto drawn = static_cast<std::size_t>(rng_.integer(0, static_cast<int>(count) - 1));
    return choices_[key] = drawn;
  }
  const Treatment& treatment(int key) {
    const auto found = treatments_.find(key);
    if (found != treatments_.end()) return found->second;
    return treatments_[key] = draw_treatment(score::percussion_class(key), rng_);
  }

  const DrumKit& kit_;
  core::Rng& rng_;
  std::map<int, Treatment> treatments_;
  std::map<int, std::size_t> choices_;
  std::map<std::pair<int, std::size_t>, Signal> sounds_;
};

bool is_closed_hat(int key) { return key == 42 || key == 44; }

void add_hit(const Signal& hit, const Note& note, double gain, double end_s, Signal& out) {
  const std::size_t start = to_sample(note.onset_s);
  const std::size_t stop = to_sample(end_s);
  const auto damp = static_cast<float>(std::exp(-1.0 / (0.012 * kRateHz)));
  auto level = static_cast<float>(gain);
  for (std::size_t i = 0; i < hit.size() && start + i < out.size(); ++i) {
    if (start + i >= stop) level *= damp;
    out[start + i] += level * hit[i];
  }
}

}  // namespace

int DrumKit::stand_in(int key) const {
  if (hits.count(key)) return key;
  const PercussionClass wanted = score::percussion_class(key);
  if (wanted == PercussionClass::other) return 0;
  int best = 0;
  for (const auto& [candidate, sounds] : hits) {
    if (score::percussion_class(candidate) != wanted) continue;
    if (best == 0 || std::abs(candidate - key) < std::abs(best - key)) best = candidate;
  }
  return best;
}

std::vector<Note> play_kit(const std::vector<Note>& notes, const DrumKit& kit, core::Rng& rng,
                           Signal& out) {
  PreparedKit prepared(kit, rng);
  std::vector<Note> labels;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Note& note = notes[i];
    const int key = kit.stand_in(note.pitch_midi);
    if (key == 0) continue;
    double end_s = std::numeric_limits<double>::max();
    if (note.pitch_midi == kOpenHat) {
      const auto closed =
          std::find_if(notes.begin() + static_cast<std::ptrdiff_t>(i) + 1, notes.end(),
                       [](const Note& later) { return is_closed_hat(later.pitch_midi); });
      end_s = closed != notes.end() ? closed->onset_s : 1e9;
    }
    const Signal& hit = prepared.hit(key, note.velocity);
    const double softer_db = kRangeOfVelocity_db * (1.0 - note.velocity / 127.0);
    add_hit(hit, note, std::pow(10.0, (rng.normal(0.0, 0.7) - softer_db) / 20.0),
            std::min(end_s, 1e9), out);
    labels.push_back(note);
    labels.back().pitch_midi = key;
  }
  return labels;
}

}  // namespace divisi::synth
