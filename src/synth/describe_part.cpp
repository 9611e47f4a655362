#include "synth/describe_part.h"

#include <filesystem>
#include <string>

namespace divisi::synth {
namespace {

const char* name_of(Source source) {
  switch (source) {
    case Source::fluid:
      return "fluid";
    case Source::plucked:
      return "plucked";
    case Source::oscillator:
      return "oscillator";
    case Source::expressive:
      return "expressive";
    case Source::sampled:
      return "sampled";
    case Source::drum_kit:
      return "kit";
  }
  return "";
}

const char* name_of(Manner manner) {
  static constexpr const char* kNames[] = {"voice", "bowed", "reed",
                                           "flute", "brass", "oscillator"};
  return kNames[static_cast<int>(manner)];
}

const char* name_of(OscillatorShape shape) {
  static constexpr const char* kNames[] = {"pulse", "triangle", "fm", "harmonic", "pad"};
  return kNames[static_cast<int>(shape)];
}

}  // namespace

void describe_part(const PlannedPart& planned, Facts& facts) {
  if (planned.source == Source::fluid) {
    const std::string font = std::filesystem::path(planned.soundfont).filename().string();
    const std::string program =
        planned.part.is_drums ? "drums" : std::to_string(planned.part.program);
    facts.add("parts", std::string("fluid ") + program + " " + font);
  } else if (planned.source == Source::expressive) {
    facts.add("parts", std::string("expressive ") + name_of(planned.manner));
  } else if (planned.source == Source::sampled) {
    facts.add("parts", "sampled " + planned.sample_set);
  } else if (planned.source == Source::drum_kit) {
    facts.add("parts", "kit " + (planned.sample_set.empty() ? std::string("synthetic")
                                                            : planned.sample_set));
  } else if (planned.shape) {
    facts.add("parts", std::string("oscillator ") + name_of(*planned.shape));
  } else {
    facts.add("parts", name_of(planned.source));
  }
  if (planned.tape_semitones != 0) facts.add("tape_semitones", planned.tape_semitones);
  if (planned.body) facts.add("body_tilt_db", planned.body->tilt_db);
  if (planned.low_pass_hz) facts.add("part_low_pass_hz", *planned.low_pass_hz);
  if (planned.drive) facts.add("drive_db", planned.drive->gain_db);
  if (planned.echo) facts.add("echo_s", planned.echo->delay_s);
  if (planned.room) facts.add("part_room_rt60_s", planned.room->rt60_s);
}

}  // namespace divisi::synth
