#include "synth/player.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "synth/biquad.h"
#include "synth/convolve.h"
#include "synth/drum_synth.h"
#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/plucked.h"
#include "synth/polyphonic_oscillator.h"
#include "synth/tape.h"

namespace divisi::synth {
namespace {

double mean_pitch(const std::vector<Note>& notes) {
  double sum = 0.0;
  for (const Note& note : notes) sum += note.pitch_midi;
  return notes.empty() ? 60.0 : sum / static_cast<double>(notes.size());
}

Spectrum draw_spectrum(Manner manner, double middle_pitch_midi, core::Rng& rng) {
  switch (manner) {
    case Manner::voice:
      return draw_voice(rng, middle_pitch_midi);
    case Manner::bowed:
      return draw_bowed(rng);
    case Manner::reed:
      return draw_reed(rng);
    case Manner::flute:
      return draw_flute(rng);
    case Manner::brass:
      return draw_brass(rng);
    case Manner::oscillator:
      break;
  }
  return draw_oscillator(rng);
}

std::vector<Note> play_expressive(const PlannedPart& planned, double duration_s, core::Rng& rng,
                                  Signal& out) {
  const Spectrum spectrum = draw_spectrum(planned.manner, mean_pitch(planned.part.notes), rng);
  Expression expression = draw_expression(planned.manner, rng);
  expression.tuning_cents = 0.5 * expression.tuning_cents + planned.tuning_cents;
  const ExpressiveLine line = plan_line(planned.part.notes, expression, duration_s, rng);
  render_tone(line.contour, spectrum, rng, out);
  for (const NoiseBurst& burst : line.bursts) render_burst(burst, rng, out);
  return line.labels;
}

std::vector<Note> play_oscillator(const PlannedPart& planned, core::Rng& rng, Signal& out) {
  const Spectrum spectrum =
      planned.shape ? draw_oscillator(*planned.shape, rng) : draw_oscillator(rng);
  const bool is_pad = planned.shape == OscillatorShape::pad;
  Envelope envelope = is_pad ? draw_pad_envelope(rng) : draw_envelope(rng);
  envelope.tuning_cents = 0.5 * envelope.tuning_cents + planned.tuning_cents;
  return render_polyphonic(planned.part.notes, spectrum, envelope, rng, out);
}

/// The notes as the pedal makes them last.
std::vector<Note> held_notes(const PlannedPart& planned, const Signal& out) {
  std::vector<Note> notes = planned.part.notes;
  hold_by_pedal(notes, planned.pedals, static_cast<double>(out.size()) / kRateHz);
  return notes;
}

std::vector<Note> play_plucked(const PlannedPart& planned, core::Rng& rng, Signal& out) {
  PluckedTimbre timbre = draw_plucked(rng);
  timbre.tuning_cents = 0.5 * timbre.tuning_cents + planned.tuning_cents;
  return render_plucked(held_notes(planned, out), timbre, rng, out);
}

std::vector<Note> play_sampled(const PlannedPart& planned, const SampleSet& set, core::Rng& rng,
                               Signal& out) {
  if (!set.sustained)
    return play_samples(held_notes(planned, out), set, planned.tuning_cents, rng, out);
  Expression expression = draw_expression(set.manner, rng);
  expression.tuning_cents = 0.5 * expression.tuning_cents + planned.tuning_cents;
  return sing_samples(planned.part.notes, set, expression, rng, out);
}

/// The effects of one part, in the order of a mixing desk.
void process(const PlannedPart& planned, core::Rng& rng, Signal& sound) {
  if (planned.body) resound(sound, *planned.body);
  if (planned.low_pass_hz) Biquad::low_pass(*planned.low_pass_hz, 0.707).apply(sound);
  if (planned.drive) overdrive(sound, *planned.drive);
  if (planned.echo) add_echo(sound, *planned.echo);
  if (planned.room) sound = convolve(sound, room_response(*planned.room, rng));
}

}  // namespace

Expected<std::unique_ptr<FluidRenderer>> Players::borrow(const std::string& soundfont) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto& idle = idle_[soundfont];
    if (!idle.empty()) {
      std::unique_ptr<FluidRenderer> renderer = std::move(idle.back());
      idle.pop_back();
      return renderer;
    }
  }
  return FluidRenderer::load(soundfont);
}

void Players::give_back(std::unique_ptr<FluidRenderer> renderer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& idle = idle_[renderer->soundfont()];
  idle.push_back(std::move(renderer));
}

Expected<PlayedPart> Players::play_fluid(const PlannedPart& planned, double duration_s,
                                         core::Rng& rng) {
  Expected<std::unique_ptr<FluidRenderer>> renderer = borrow(planned.soundfont);
  if (!renderer) return renderer.error();
  FluidPart part;
  part.notes = planned.part.notes;
  part.pedals = planned.pedals;
  part.program = planned.part.program;
  part.is_drums = planned.part.is_drums;
  part.detune_cents = planned.tuning_cents + rng.uniform(-15.0, 15.0);
  const Instrument* instrument = find_instrument(part.program);
  if (instrument != nullptr && instrument->sustained && !part.is_drums) {
    if (rng.chance(0.5)) part.vibrato_cents = rng.uniform(0.0, 35.0);
    part.vibrato_hz = rng.uniform(4.5, 7.0);
    part.swell_db = rng.uniform(0.0, 12.0);
  }
  FluidResult result = (*renderer)->render({part}, duration_s, rng.split(1));
  give_back(std::move(*renderer));
  return PlayedPart{std::move(result.sound), std::move(result.labels.front())};
}

Expected<PlayedPart> Players::play_as_written(const PlannedPart& planned, double duration_s,
                                              core::Rng& rng) {
  return planned.source == Source::fluid ? play_fluid(planned, duration_s, rng)
                                         : play_own(planned, duration_s, rng);
}

Expected<PlayedPart> Players::play_on_tape(const PlannedPart& planned, double duration_s,
                                           core::Rng& rng) {
  const Tape tape(planned.tape_semitones);
  PlannedPart faster = planned;
  faster.part.notes = tape.to_play(planned.part.notes);
  faster.pedals = tape.to_play(planned.pedals);
  Expected<PlayedPart> played = play_as_written(faster, tape.time_to_play(duration_s), rng);
  if (!played) return played;
  played->sound = tape.as_it_sounds(played->sound, to_sample(duration_s));
  played->labels = tape.as_they_sound(std::move(played->labels));
  return played;
}

Expected<PlayedPart> Players::play(const PlannedPart& planned, double duration_s, core::Rng& rng) {
  Expected<PlayedPart> played = planned.tape_semitones == 0
                                    ? play_as_written(planned, duration_s, rng)
                                    : play_on_tape(planned, duration_s, rng);
  if (played) process(planned, rng, played->sound);
  return played;
}

PlayedPart Players::play_own(const PlannedPart& planned, double duration_s, core::Rng& rng) const {
  PlayedPart played;
  played.sound.assign(to_sample(duration_s), 0.0F);
  switch (planned.source) {
    case Source::expressive:
      played.labels = play_expressive(planned, duration_s, rng, played.sound);
      break;
    case Source::oscillator:
      played.labels = play_oscillator(planned, rng, played.sound);
      break;
    case Source::sampled:
      played.labels = play_sampled(planned, samples_.at(planned.sample_set), rng, played.sound);
      break;
    case Source::drum_kit:
      played.labels = play_kit(
          planned.part.notes,
          planned.sample_set.empty() ? draw_synthetic_kit(rng) : kits_.at(planned.sample_set), rng,
          played.sound);
      break;
    default:
      played.labels = play_plucked(planned, rng, played.sound);
      break;
  }
  return played;
}

}  // namespace divisi::synth
