#include "separate/components.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>

namespace divisi::separate {
namespace {

constexpr double kStrokeDecay_s = 0.015;  ///< of power
constexpr double kLowestNoise_hz = 50.0;
constexpr int kKeys = 128;
/// That a note is its part's, not the next best's: chosen on made clips (docs/separation.md).
constexpr double kSure = 0.8;
/// A singer's note is written at one pitch and slides there and away: the keys beside it may sound
/// as well, this loud. Chosen on made clips, where it helps no other family (docs/separation.md).
constexpr std::string_view kSlides = "voice";
constexpr float kBeside = 0.3F;

std::size_t key_of(const Note& note) {
  return std::size_t(std::clamp(note.pitch_midi, 0, kKeys - 1));
}

BandProfile amplitudes(BandProfile power) {
  float sum = 0.0F;
  for (float& band : power) sum += band = std::sqrt(band);
  for (float& band : power) band /= sum;
  return power;
}

BandProfile pink_noise() {
  BandProfile power;
  for (int band = 0; band < kBands; ++band) {
    power[std::size_t(band)] = float(1.0 / std::max(kLowestNoise_hz, band_hz(band)));
  }
  return amplitudes(power);
}

/// Of each part, the notes of others that may as well be its own.
std::vector<std::vector<const Note*>> guests_of(const std::vector<Part>& parts) {
  std::vector<std::vector<const Note*>> guests(parts.size());
  const auto takes_guests = [&](int part) {
    if (part < 0 || part >= int(parts.size())) return false;
    return !parts[std::size_t(part)].is_drums && !parts[std::size_t(part)].notes.empty();
  };
  for (const Part& part : parts) {
    if (part.is_drums) continue;
    for (const Note& note : part.notes) {
      if (note.part_confidence < kSure && takes_guests(note.next_part) &&
          &parts[std::size_t(note.next_part)] != &part)
        guests[std::size_t(note.next_part)].push_back(&note);
    }
  }
  return guests;
}

}  // namespace

Components::Components(const std::vector<Part>& parts, const features::StftSpec& spec,
                       int sample_rate_hz, double tuning_hz)
    : window_s_(double(spec.window_samples) / sample_rate_hz),
      tuning_hz_(tuning_hz),
      last_s_(-std::numeric_limits<double>::infinity()) {
  const std::vector<std::vector<const Note*>> guests = guests_of(parts);
  for (std::size_t p = 0; p < parts.size(); ++p) add_part(parts[p], guests[p]);
  part_of_.push_back(part_count());
  expected_.push_back(pink_noise());
  place_.resize(part_of_.size());
}

template <class PowerOf>
int Components::component_of(std::vector<int>& known, int key, const PowerOf& power_of) {
  int& component = known[std::size_t(key)];
  if (component < 0) {
    component = count();
    part_of_.push_back(part_count() - 1);
    expected_.push_back(amplitudes(power_of(key)));
  }
  return component;
}

void Components::add_part(const Part& part, const std::vector<const Note*>& guests) {
  const auto comb = [&](int key) {
    return harmonic_profile(hz_of_pitch(key, tuning_hz_), 0.6 / window_s_);
  };
  std::vector<int> body(kKeys, -1), stroke(kKeys, -1);
  Voices& voices = voices_.emplace_back();
  const auto add_key = [&](const Note& note, int key, float share) {
    if (key < 0 || key >= kKeys) return;
    const int component = component_of(body, key, comb);
    voices.by_onset.push_back({&note, component, share, 0.0, note_end_s(note)});
  };
  const auto add_pitched = [&](const Note& note) {
    const int key = int(key_of(note));
    add_key(note, key, 1.0F);
    if (part.family != kSlides) return;
    for (const int beside : {key - 1, key + 1}) add_key(note, beside, kBeside);
  };
  for (const Note* note : guests) add_pitched(*note);
  for (const Note& note : part.notes) {
    if (!part.is_drums) {
      add_pitched(note);
      continue;
    }
    const int key = int(key_of(note));
    for (const bool rings : {false, true}) {
      const double decay_s = rings ? stroke_decay_s(key) : kStrokeDecay_s;
      const int component = component_of(rings ? body : stroke, key, drum_profile);
      voices.by_onset.push_back(
          {&note, component, 1.0F, decay_s, stroke_end_s(note, decay_s, window_s_)});
    }
  }
  std::stable_sort(
      voices.by_onset.begin(), voices.by_onset.end(),
      [](const Voice& a, const Voice& b) { return a.note->onset_s < b.note->onset_s; });
}

float Components::expected_gain(const Voice& voice, double time_s) const {
  const double power = voice.decay_s > 0.0
                           ? stroke_envelope(*voice.note, voice.decay_s, time_s, window_s_)
                           : note_envelope(*voice.note, time_s, window_s_);
  return float(std::sqrt(power) * voice.note->velocity / 127.0) * voice.share;
}

void Components::advance(Voices& voices, double time_s) const {
  while (voices.next < voices.by_onset.size() &&
         voices.by_onset[voices.next].note->onset_s <= time_s + 0.5 * window_s_) {
    voices.active.push_back(voices.next++);
  }
  std::erase_if(voices.active,
                [&](std::size_t voice) { return voices.by_onset[voice].end_s < time_s; });
}

void Components::at(double time_s, std::vector<Sounding>& sounding) {
  sounding.clear();
  for (Voices& voices : voices_) {
    if (time_s < last_s_) {
      voices.active.clear();
      voices.next = 0;
    }
    advance(voices, time_s);
    for (const std::size_t index : voices.active) {
      const Voice& voice = voices.by_onset[index];
      const float gain = expected_gain(voice, time_s);
      if (gain <= 0.0F) continue;
      std::size_t& place = place_[std::size_t(voice.component)];
      if (place == 0) {
        sounding.push_back({voice.component, gain});
        place = sounding.size();
      } else {
        sounding[place - 1].gain = std::max(sounding[place - 1].gain, gain);
      }
    }
  }
  for (const Sounding& one : sounding) place_[std::size_t(one.component)] = 0;
  sounding.push_back({count() - 1, 0.0F});
  last_s_ = time_s;
}

}  // namespace divisi::separate
