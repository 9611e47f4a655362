#include "synth/tape.h"

#include <cmath>

#include "audio/resampler.h"

namespace divisi::synth {
namespace {

std::vector<Note> moved(std::vector<Note> notes, int semitones, double stretched) {
  for (Note& note : notes) {
    note.pitch_midi += semitones;
    note.onset_s *= stretched;
    note.offset_s *= stretched;
  }
  return notes;
}

}  // namespace

Tape::Tape(int semitones) : semitones_(semitones), speed_(std::exp2(semitones / 12.0)) {}

std::vector<Note> Tape::to_play(std::vector<Note> notes) const {
  return moved(std::move(notes), semitones_, 1.0 / speed_);
}

std::vector<PedalSpan> Tape::to_play(std::vector<PedalSpan> pedals) const {
  for (PedalSpan& span : pedals) span = {span.down_s / speed_, span.up_s / speed_};
  return pedals;
}

std::vector<Note> Tape::as_they_sound(std::vector<Note> notes) const {
  return moved(std::move(notes), -semitones_, speed_);
}

Signal Tape::as_it_sounds(const Signal& played, std::size_t length) const {
  // A twentieth of a cent off at most: rates are whole.
  audio::Resampler resampler(static_cast<int>(std::lround(kRateHz / speed_)), kRateHz);
  Signal sound;
  resampler.process(played.data(), played.size(), sound);
  resampler.finish(sound);
  sound.resize(length, 0.0F);
  return sound;
}

}  // namespace divisi::synth
