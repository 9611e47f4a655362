// Sample sets from their folders.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/atomic_file.h"
#include "synth/degrade.h"
#include "synth/sampler.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

using Json = nlohmann::json;

constexpr double kLoopFade_s = 0.08;
constexpr double kShortestLoop_s = 0.25;

Manner manner_named(const std::string& name) {
  if (name == "voice") return Manner::voice;
  if (name == "bowed") return Manner::bowed;
  if (name == "flute") return Manner::flute;
  if (name == "brass") return Manner::brass;
  return Manner::reed;
}

/// Makes the steady stretch loop: its end is cross-faded into what stands before its start.
void make_loop(RecordedNote& note, double steady_start_s, double steady_end_s) {
  const std::size_t fade = to_sample(kLoopFade_s);
  const std::size_t end = std::min(to_sample(steady_end_s), note.sound.size());
  const std::size_t start = std::max(fade + 1, to_sample(steady_start_s) + fade);
  if (end < start + to_sample(kShortestLoop_s)) return;
  for (std::size_t i = 0; i < fade; ++i) {
    // Powers add up: the two stretches are not in phase.
    const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(fade);
    const auto in = static_cast<float>(std::sqrt(place));
    const auto out = static_cast<float>(std::sqrt(1.0 - place));
    float& sample = note.sound[end - fade + i];
    sample = out * sample + in * note.sound[start - fade + i];
  }
  note.loop_start = start;
  note.loop_end = end;
}

/// What instrument.json says of one file; false when a field is missing or no number.
bool read_fields(const Json& item, RecordedNote& note, std::string& file) {
  for (const char* name : {"pitch_midi", "offset_cents", "steady_start_s", "steady_end_s"}) {
    if (!item.contains(name) || !item.at(name).is_number()) return false;
  }
  if (!item.contains("file") || !item.at("file").is_string()) return false;
  file = item.at("file").get<std::string>();
  note.pitch_midi = item.at("pitch_midi").get<int>();
  note.offset_cents = item.at("offset_cents").get<double>();
  if (item.contains("velocity") && item.at("velocity").is_number()) {
    note.velocity = item.at("velocity").get<int>();
  }
  if (item.contains("decay_s") && item.at("decay_s").is_number()) {
    note.decay_s = item.at("decay_s").get<double>();
  }
  return note.pitch_midi >= 0 && note.pitch_midi <= 127;
}

Expected<RecordedNote> load_note(const std::filesystem::path& folder, const Json& item,
                                 bool sustained) {
  RecordedNote note;
  std::string file;
  if (!item.is_object() || !read_fields(item, note, file)) {
    const std::string path = (folder / "instrument.json").string();
    return Error{ErrorCode::corrupt, path + ": a note lacks its file, pitch or steady part", path};
  }
  Expected<MonoSound> sound = read_mono(folder / file);
  if (!sound) return sound.error();
  if (sound->sample_rate_hz != kRateHz || sound->samples.empty()) {
    const std::string path = (folder / file).string();
    return Error{ErrorCode::corrupt,
                 path + ": " + std::to_string(sound->sample_rate_hz) + " Hz, " +
                     std::to_string(sound->samples.size()) + " samples; expected 22050 Hz",
                 path};
  }
  note.sound = std::move(sound->samples);
  const double rms = active_rms(note.sound);
  if (rms > 0.0) scale_by(note.sound, 0.2 / rms);
  if (sustained) {
    make_loop(note, item.at("steady_start_s").get<double>(), item.at("steady_end_s").get<double>());
  }
  return note;
}

}  // namespace

Expected<SampleSet> load_samples(const std::filesystem::path& folder) {
  const std::filesystem::path record = folder / "instrument.json";
  const Expected<std::string> text = core::read_file(record);
  if (!text) return text.error();
  const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object() || !json.contains("notes") ||
      !json.at("notes").is_array() || json.at("notes").empty() ||
      !json.value("manner", Json()).is_string()) {
    return Error{ErrorCode::corrupt, record.string() + ": expected an object with manner and notes",
                 record.string()};
  }
  SampleSet set;
  set.name = folder.filename().string();
  const std::string manner = json.at("manner").get<std::string>();
  set.sustained = manner != "plucked";
  set.manner = manner_named(manner);
  for (const Json& item : json.at("notes")) {
    Expected<RecordedNote> note = load_note(folder, item, set.sustained);
    if (!note) return note.error();
    set.notes[note->pitch_midi].push_back(std::move(*note));
  }
  set.lowest = set.notes.begin()->first;
  set.highest = set.notes.rbegin()->first;
  return set;
}

}  // namespace divisi::synth
