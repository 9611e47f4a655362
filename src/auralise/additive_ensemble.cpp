#include <algorithm>
#include <cmath>

#include "auralise/ensemble.h"
#include "auralise/voice.h"

namespace divisi::auralise {
namespace {

/// The notes of one part in order, and what sounds of them.
class Player {
 public:
  Player(const Part& part, const EnsembleOptions& options)
      : part_(part),
        rate_hz_(options.sample_rate_hz),
        tuning_hz_(options.tuning_hz),
        character_(character_of(part.program)) {
    for (const Note& note : part.notes) {
      if (note.onset_s < options.start_s) continue;
      events_.push_back({std::llround((note.onset_s - options.start_s) * rate_hz_), &note});
    }
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.sample < b.sample; });
  }

  void render(std::int64_t begin, std::size_t count, float* samples) {
    sound(samples, count);
    for (; next_ < events_.size() && events_[next_].sample < begin + std::int64_t(count); ++next_) {
      const auto late = std::size_t(events_[next_].sample - begin);
      start(*events_[next_].note, samples + late, count - late);
    }
  }

 private:
  struct Event {
    std::int64_t sample;
    const Note* note;
  };

  void sound(float* samples, std::size_t count) {
    std::erase_if(voices_, [&](Voice& voice) { return !voice.add(samples, count); });
    std::erase_if(strokes_, [&](Stroke& stroke) { return !stroke.add(samples, count); });
  }

  void start(const Note& note, float* samples, std::size_t count) {
    if (part_.is_drums) {
      Stroke stroke(note, rate_hz_, next_);
      if (stroke.add(samples, count)) strokes_.push_back(stroke);
    } else {
      Voice voice(note, hz_of_pitch(note.pitch_midi, tuning_hz_), character_, rate_hz_);
      if (voice.add(samples, count)) voices_.push_back(voice);
    }
  }

  const Part& part_;
  int rate_hz_;
  double tuning_hz_;
  Character character_;
  std::vector<Event> events_;
  std::size_t next_ = 0;
  std::vector<Voice> voices_;
  std::vector<Stroke> strokes_;
};

class AdditiveEnsemble final : public Ensemble {
 public:
  AdditiveEnsemble(const std::vector<Part>& parts, const EnsembleOptions& options) {
    for (const Part& part : parts) players_.emplace_back(part, options);
  }

  void render(std::size_t count, std::vector<std::vector<float>>& parts) override {
    parts.resize(players_.size());
    for (std::size_t p = 0; p < players_.size(); ++p) {
      parts[p].assign(count, 0.0F);
      players_[p].render(at_, count, parts[p].data());
    }
    at_ += std::int64_t(count);
  }

 private:
  std::vector<Player> players_;
  std::int64_t at_ = 0;
};

}  // namespace

std::unique_ptr<Ensemble> make_additive_ensemble(const std::vector<Part>& parts,
                                                 const EnsembleOptions& options) {
  return std::make_unique<AdditiveEnsemble>(parts, options);
}

}  // namespace divisi::auralise
