#include "score/metre.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "score/onset_list.h"
#include "score/tempo.h"

namespace divisi::score {
namespace {

constexpr std::size_t kFewestBeats = 16;
constexpr double kOnBeat = 0.2;  ///< beats from a beat at which an onset still is on it
constexpr double kLongest_beats = 4.0;
constexpr int kMostBeatsOfNote = 16;  ///< longer ones say nothing more
constexpr double kOnsetBonus_beats = 0.25;
constexpr std::size_t kPitchClasses = 12;
constexpr double kLatest_s = 1e7;

using Sequence = std::vector<double>;
using Content = std::vector<std::array<double, kPitchClasses>>;

/// What is played on each beat.
struct BeatViews {
  Sequence longest;  ///< length in beats of the longest note that begins there
  Sequence change;   ///< 0: the harmony goes on; 1: nothing of it is left
  Content content;   ///< pitch classes by how long they sound, of length 1
  Sequence accent;   ///< weight of the onsets
  bool has_pitches = false;
};

bool usable(const Note& note) {
  return note.onset_s >= 0.0 && note.onset_s < kLatest_s && note.offset_s > note.onset_s &&
         note.offset_s < kLatest_s && note.pitch_midi >= 0 && note.pitch_midi <= 127;
}

void add_content(const BeatGrid& grid, const Note& note, double onset, double offset,
                 Content& content) {
  // A note a hair before the beat belongs to it.
  const double from = std::floor(onset + 0.15);
  const auto pitch_class = static_cast<std::size_t>(note.pitch_midi) % kPitchClasses;
  for (int i = 0; i < kMostBeatsOfNote; ++i) {
    const double beat = from + i;
    if (beat >= static_cast<double>(grid.beats_s.size()) || (i > 0 && beat >= offset - 0.1)) return;
    if (beat < 0.0) continue;
    const double sounds = std::min(offset, beat + 1.0) - std::max(onset, beat);
    content[static_cast<std::size_t>(beat)][pitch_class] +=
        std::max(0.0, sounds) + (i == 0 ? kOnsetBonus_beats : 0.0);
  }
}

double dot(const Content::value_type& a, const Content::value_type& b) {
  double sum = 0.0;
  for (std::size_t c = 0; c < kPitchClasses; ++c) sum += a[c] * b[c];
  return sum;
}

/// Makes each beat's content 1 long, and compares it with the beat before.
void compare_harmonies(BeatViews& views) {
  for (std::size_t beat = 0; beat < views.content.size(); ++beat) {
    auto& here = views.content[beat];
    const double length = std::sqrt(dot(here, here));
    if (length < 1e-6) continue;  // silence is no change
    for (double& value : here) value /= length;
    if (beat > 0) views.change[beat] = 1.0 - dot(here, views.content[beat - 1]);
  }
}

BeatViews view_beats(const Score& score, const BeatGrid& grid) {
  const std::size_t count = grid.beats_s.size();
  BeatViews views{Sequence(count), Sequence(count), Content(count), Sequence(count)};
  const auto beat_of = [&](double position) {
    const double nearest = std::round(position);
    const bool on_it = std::fabs(position - nearest) <= kOnBeat && nearest >= 0.0 &&
                       nearest < static_cast<double>(count);
    return on_it ? static_cast<std::size_t>(nearest) : count;
  };
  for (const Onset& onset : collect_onsets(score)) {
    const std::size_t beat = beat_of(grid.position(onset.time_s));
    if (beat < count) views.accent[beat] += onset.weight;
  }
  for (const Part& part : score.parts) {
    if (part.is_drums) continue;
    for (const Note& note : part.notes) {
      if (!usable(note)) continue;
      views.has_pitches = true;
      const double onset = grid.position(note.onset_s);
      const double offset = grid.position(note.offset_s);
      const std::size_t beat = beat_of(onset);
      if (beat < count) {
        views.longest[beat] =
            std::max(views.longest[beat], std::min(kLongest_beats, offset - onset));
      }
      add_content(grid, note, onset, offset, views.content);
    }
  }
  compare_harmonies(views);
  return views;
}

/// Mean 0 and deviation 1; all 0 where nothing changes.
Sequence standardised(Sequence values) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (double& value : values) {
    value -= mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(values.size()));
  for (double& value : values) value = deviation > 1e-9 ? value / deviation : 0.0;
  return values;
}

/// How alike beats are that lie `lag` apart: 1 the same, 0 no more than any two.
double likeness(const Sequence& standard, std::size_t lag) {
  double sum = 0.0;
  for (std::size_t i = lag; i < standard.size(); ++i) sum += standard[i] * standard[i - lag];
  return sum / static_cast<double>(standard.size() - lag);
}

double likeness(const Content& centred, std::size_t lag) {
  double sum = 0.0;
  double squares = 1e-9;
  for (const auto& beat : centred) squares += dot(beat, beat);
  for (std::size_t i = lag; i < centred.size(); ++i) sum += dot(centred[i], centred[i - lag]);
  return sum / static_cast<double>(centred.size() - lag) /
         (squares / static_cast<double>(centred.size()));
}

Content centred(Content content) {
  Content::value_type mean{};
  for (const auto& beat : content)
    for (std::size_t c = 0; c < kPitchClasses; ++c) mean[c] += beat[c];
  for (auto& beat : content)
    for (std::size_t c = 0; c < kPitchClasses; ++c)
      beat[c] -= mean[c] / static_cast<double>(content.size());
  return content;
}

/// Above 0: what lies 3 and 6 beats apart is more alike than what lies 2, 4 and 8 apart.
template <class View>
double three_rather_than_four(const View& view) {
  return (likeness(view, 3) + likeness(view, 6)) / 2.0 -
         (likeness(view, 2) + likeness(view, 4) + likeness(view, 8)) / 3.0;
}

/// Weights of a logistic regression over 1,000 pieces (docs/evaluation.md).
bool has_three_beats(const BeatViews& views) {
  if (!views.has_pitches) return false;
  return 4.0 * three_rather_than_four(standardised(views.longest)) +
             9.0 * three_rather_than_four(standardised(views.change)) +
             15.0 * three_rather_than_four(centred(views.content)) + 0.4 >
         0.0;
}

/// The phase on whose beats harmonies change and long notes begin; drums alone have accents.
int find_downbeat(const BeatViews& views, int beats_per_bar) {
  const Sequence longest = standardised(views.longest);
  const Sequence change = standardised(views.change);
  const Sequence accent = standardised(views.accent);
  const auto period = static_cast<std::size_t>(beats_per_bar);
  int best = 0;
  double best_mean = 0.0;
  for (std::size_t phase = 0; phase < period; ++phase) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t beat = phase; beat < longest.size(); beat += period, ++count)
      sum += longest[beat] + change[beat] + 0.25 * accent[beat];
    const double mean = sum / std::max(1, count);
    if (phase == 0 || mean > best_mean + 1e-12) {
      best_mean = mean;
      best = static_cast<int>(phase);
    }
  }
  return best;
}

}  // namespace

Metre estimate_metre(const Score& score, const BeatGrid& grid) {
  if (grid.beats_s.size() < 2) return {};
  const BeatViews views = view_beats(score, grid);
  Metre metre;
  if (grid.beats_s.size() >= kFewestBeats && has_three_beats(views)) metre.beats_per_bar = 3;
  metre.first_downbeat = find_downbeat(views, metre.beats_per_bar);
  return metre;
}

}  // namespace divisi::score
