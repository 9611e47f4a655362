#include "synth/fluid_renderer.h"

#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <numbers>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "synth/halve_rate.h"

namespace divisi::synth {
namespace {

constexpr int kFluidRateHz = 2 * kRateHz;
constexpr int kBlockSamples = 64;  // FLUID_BUFSIZE: where events can fall
constexpr int kModulationBlocks = 8;
constexpr int kDrumChannel = 9;
constexpr double kNeverDecays_s = 1e6;
constexpr double kReleasedGap_s = 0.003;
constexpr double kAttackLevel = 0.05;   // -26 dB
constexpr double kDecayedLevel = 0.01;  // -40 dB

enum class EventKind { release, pedal, press };  // in the order of one block

struct Event {
  long block = 0;
  EventKind kind = EventKind::press;
  int channel = 0;
  int key = 0;
  int value = 0;
};

long to_block(double time_s) {
  return std::lround(std::max(0.0, time_s) * kFluidRateHz / kBlockSamples);
}

double block_time_s(long block) {
  return static_cast<double>(block) * kBlockSamples / kFluidRateHz;
}

/// FluidSynth's volume controller: 40 log10(127 / value) dB of attenuation.
int controller_for(double level_db) {
  return std::clamp(static_cast<int>(std::lround(127.0 * std::pow(10.0, level_db / 40.0))), 1, 127);
}

/// The channels of the parts: drums on the tenth, the others in order around it.
std::vector<int> assign_channels(const std::vector<FluidPart>& parts) {
  std::vector<int> channels;
  int next = 0;
  for (const FluidPart& part : parts) {
    if (part.is_drums) {
      channels.push_back(kDrumChannel);
      continue;
    }
    if (next == kDrumChannel) ++next;
    DIVISI_CHECK(next < 16, "at most 15 pitched parts in one rendering");
    channels.push_back(next++);
  }
  return channels;
}

std::vector<Event> list_events(const std::vector<FluidPart>& parts,
                               const std::vector<int>& channels) {
  std::vector<Event> events;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (const Note& note : parts[p].notes) {
      const long on = to_block(note.onset_s);
      const long off = std::max(on + 1, to_block(note.offset_s));
      events.push_back({on, EventKind::press, channels[p], note.pitch_midi, note.velocity});
      events.push_back({off, EventKind::release, channels[p], note.pitch_midi, 0});
    }
    for (const PedalSpan& pedal : parts[p].pedals) {
      events.push_back({to_block(pedal.down_s), EventKind::pedal, channels[p], 64, 127});
      events.push_back({to_block(pedal.up_s), EventKind::pedal, channels[p], 64, 0});
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.block, a.kind) < std::tie(b.block, b.kind);
  });
  return events;
}

/// Slow movement of one part's pitch and loudness while it plays.
class Modulation {
 public:
  Modulation(const FluidPart& part, core::Rng rng) : part_(part), rng_(rng) {
    phase_ = rng_.uniform(0.0, 2.0 * std::numbers::pi);
  }

  int bend() {
    constexpr double step_s = static_cast<double>(kModulationBlocks * kBlockSamples) / kFluidRateHz;
    // The depth wanders too, so that some stretches have no vibrato at all.
    depth_ = std::clamp(depth_ + rng_.normal(0.0, 0.03), 0.0, 1.0);
    phase_ += 2.0 * std::numbers::pi * part_.vibrato_hz * step_s;
    const double cents = part_.detune_cents + depth_ * part_.vibrato_cents * std::sin(phase_);
    return std::clamp(static_cast<int>(std::lround(8192.0 + cents / 200.0 * 8192.0)), 0, 16383);
  }

  int expression() {
    swell_ = std::clamp(swell_ + rng_.normal(0.0, 0.02), 0.0, 1.0);
    return controller_for(-swell_ * part_.swell_db);
  }

  bool moves() const { return part_.vibrato_cents > 0.0 || part_.swell_db > 0.0; }

 private:
  const FluidPart& part_;
  core::Rng rng_;
  double phase_ = 0.0;
  double depth_ = 0.5;
  double swell_ = 0.3;
};

/// The loader under FluidSynth complains on stderr about other files: they do not get that far.
bool looks_like_soundfont(const std::string& path) {
  std::array<char, 12> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return std::string_view(head.data(), 4) == "RIFF" &&
         std::string_view(head.data() + 8, 4) == "sfbk";
}

/// When the key stops being held by finger or pedal.
double held_until_s(const Note& note, const std::vector<PedalSpan>& pedals) {
  for (const PedalSpan& pedal : pedals) {
    if (pedal.down_s <= note.offset_s && note.offset_s < pedal.up_s) return pedal.up_s;
  }
  return note.offset_s;
}

/// A key struck again ends what it sounded before.
void end_at_next_strike(std::vector<Note>& labels) {
  std::array<double, 128> next_onset_s{};
  next_onset_s.fill(kNeverDecays_s);
  for (auto note = labels.rbegin(); note != labels.rend(); ++note) {
    double& next_s = next_onset_s[static_cast<std::size_t>(note->pitch_midi)];
    note->offset_s = std::min(note->offset_s, next_s - kReleasedGap_s);
    next_s = note->onset_s;
  }
  std::erase_if(labels, [](const Note& note) { return note.offset_s <= note.onset_s; });
}

using ProfileKey = std::tuple<std::string, int, int, bool>;
std::mutex profiles_mutex;
std::map<ProfileKey, KeyProfile> profiles;

}  // namespace

/// Every rendering gets a synthesiser of its own: one that has played before leaves traces (voices
/// that go on sounding after a reset, filters that remember), and a clip must not depend on what
/// was rendered before it. Loading is what takes long, so the soundfont stays with the `keeper`.
struct FluidRenderer::Library {
  fluid_settings_t* settings = nullptr;
  fluid_synth_t* keeper = nullptr;
  fluid_sfont_t* soundfont = nullptr;
  fluid_synth_t* synth = nullptr;
  std::array<float, kBlockSamples> left{};
  std::array<float, kBlockSamples> right{};

  ~Library() {
    retire_synth();
    delete_fluid_synth(keeper);
    delete_fluid_settings(settings);
  }

  void start_afresh() {
    retire_synth();
    synth = new_fluid_synth(settings);
    DIVISI_CHECK(synth != nullptr, "FluidSynth makes no second synthesiser");
    fluid_synth_add_sfont(synth, soundfont);
    fluid_synth_system_reset(synth);
  }

  /// Voices hold samples of the soundfont: they are stopped before the two part.
  void retire_synth() {
    if (synth == nullptr) return;
    fluid_synth_all_sounds_off(synth, -1);
    render_block();
    fluid_synth_remove_sfont(synth, soundfont);
    delete_fluid_synth(synth);
    synth = nullptr;
  }

  /// One block, mixed down to one channel into `left`.
  const float* render_block() {
    fluid_synth_write_float(synth, kBlockSamples, left.data(), 0, 1, right.data(), 0, 1);
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = 0.5F * (left[i] + right[i]);
    return left.data();
  }

  void send(const Event& event) {
    switch (event.kind) {
      case EventKind::press:
        fluid_synth_noteon(synth, event.channel, event.key, event.value);
        break;
      case EventKind::release:
        fluid_synth_noteoff(synth, event.channel, event.key);
        break;
      case EventKind::pedal:
        fluid_synth_cc(synth, event.channel, event.key, event.value);
        break;
    }
  }

  void set_up_channel(int channel, const FluidPart& part) {
    if (!part.is_drums) fluid_synth_program_change(synth, channel, part.program);
    fluid_synth_cc(synth, channel, 7, controller_for(part.level_db));
    fluid_synth_cc(synth, channel, 11, 127);
    fluid_synth_pitch_wheel_sens(synth, channel, 2);
    const double bend = 8192.0 + (part.is_drums ? 0.0 : part.detune_cents / 200.0 * 8192.0);
    fluid_synth_pitch_bend(synth, channel, static_cast<int>(std::lround(bend)));
  }
};

FluidRenderer::FluidRenderer(std::string soundfont)
    : soundfont_(std::move(soundfont)), library_(std::make_unique<Library>()) {}

FluidRenderer::~FluidRenderer() = default;

Expected<std::unique_ptr<FluidRenderer>> FluidRenderer::load(const std::string& soundfont) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(soundfont, ignored)) {
    return Error{ErrorCode::not_found, soundfont + ": no such soundfont", soundfont};
  }
  const Error unreadable{ErrorCode::corrupt, soundfont + ": not readable as a soundfont (SF2, SF3)",
                         soundfont};
  if (!looks_like_soundfont(soundfont)) return unreadable;
  for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG}) {
    fluid_set_log_function(level, nullptr, nullptr);  // a library does not print
  }
  std::unique_ptr<FluidRenderer> renderer(new FluidRenderer(soundfont));
  Library& library = *renderer->library_;
  library.settings = new_fluid_settings();
  fluid_settings_setnum(library.settings, "synth.sample-rate", kFluidRateHz);
  fluid_settings_setint(library.settings, "synth.reverb.active", 0);
  fluid_settings_setint(library.settings, "synth.chorus.active", 0);
  fluid_settings_setint(library.settings, "synth.polyphony", 256);
  fluid_settings_setnum(library.settings, "synth.gain", 0.5);
  library.keeper = new_fluid_synth(library.settings);
  const int id = fluid_synth_sfload(library.keeper, soundfont.c_str(), 1);
  library.soundfont = fluid_synth_get_sfont_by_id(library.keeper, id);
  if (id == FLUID_FAILED || library.soundfont == nullptr) {
    return unreadable;
  }
  return renderer;
}

FluidResult FluidRenderer::render(const std::vector<FluidPart>& parts, double duration_s,
                                  core::Rng rng) {
  const std::vector<int> channels = assign_channels(parts);
  FluidResult result;
  for (const FluidPart& part : parts) {
    std::vector<Note>& labels = result.labels.emplace_back();
    for (Note note : part.notes) {
      const KeyProfile key = profile(part.program, note.pitch_midi, part.is_drums);
      const double event_s = block_time_s(to_block(note.onset_s));
      note.offset_s = std::min(held_until_s(note, part.pedals), event_s + key.decay_s);
      note.onset_s = event_s + key.attack_s;
      if (note.offset_s > note.onset_s) labels.push_back(note);
    }
    if (!part.is_drums) end_at_next_strike(labels);
  }
  library_->start_afresh();
  std::vector<Modulation> modulations;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    library_->set_up_channel(channels[p], parts[p]);
    modulations.emplace_back(parts[p], rng.split(p));
  }
  const std::vector<Event> events = list_events(parts, channels);
  const long block_count = to_block(duration_s) + 1;
  HalveRate halve_rate;
  auto event = events.begin();
  for (long block = 0; block < block_count; ++block) {
    for (; event != events.end() && event->block <= block; ++event) library_->send(*event);
    for (std::size_t p = 0; block % kModulationBlocks == 0 && p < parts.size(); ++p) {
      if (parts[p].is_drums || !modulations[p].moves()) continue;
      fluid_synth_pitch_bend(library_->synth, channels[p], modulations[p].bend());
      fluid_synth_cc(library_->synth, channels[p], 11, modulations[p].expression());
    }
    halve_rate.push(library_->render_block(), kBlockSamples);
  }
  result.sound = halve_rate.finish();
  result.sound.resize(to_sample(duration_s), 0.0F);
  library_->retire_synth();
  return result;
}

KeyProfile FluidRenderer::profile(int program, int pitch_midi, bool is_drums) {
  // Every third key is measured: the samples of a soundfont are at least that far apart. Drums
  // have a sample for each key.
  const int key = is_drums ? pitch_midi : std::clamp((pitch_midi + 1) / 3 * 3, 12, 114);
  const ProfileKey where{soundfont_, is_drums ? 0 : program, key, is_drums};
  {
    const std::lock_guard<std::mutex> lock(profiles_mutex);
    const auto known = profiles.find(where);
    if (known != profiles.end()) return known->second;
  }
  const KeyProfile measured = measure(program, key, is_drums);
  const std::lock_guard<std::mutex> lock(profiles_mutex);
  return profiles[where] = measured;
}

KeyProfile FluidRenderer::measure(int program, int pitch_midi, bool is_drums) {
  constexpr long kAttackBlocks = 207;    // 0.3 s
  constexpr long kSustainBlocks = 2067;  // 3 s: by then what decays is 20 dB down
  constexpr long kLastBlock = 8268;      // 12 s
  const int channel = is_drums ? kDrumChannel : 0;
  library_->start_afresh();
  library_->set_up_channel(channel, FluidPart{{}, {}, program, is_drums});
  library_->send({0, EventKind::press, channel, pitch_midi, 90});
  std::vector<float> peaks;  // of each block: 1.45 ms
  float peak = 0.0F;
  KeyProfile profile{0.0, kNeverDecays_s};
  // The level of a low tone is only known over a period: 30 ms.
  constexpr std::size_t kLevelBlocks = 20;
  for (long block = 0; block < kLastBlock; ++block) {
    const float* samples = library_->render_block();
    float block_peak = 0.0F;
    for (int i = 0; i < kBlockSamples; ++i) block_peak = std::max(block_peak, std::abs(samples[i]));
    peaks.push_back(block_peak);
    if (block < kAttackBlocks) peak = std::max(peak, block_peak);
    if (block < kAttackBlocks) continue;
    const float level = *std::max_element(peaks.end() - kLevelBlocks, peaks.end());
    if (level < kDecayedLevel * peak) {
      const auto last = std::find_if(peaks.rbegin(), peaks.rend(), [&](float block_level) {
        return block_level >= kDecayedLevel * peak;
      });
      profile.decay_s = block_time_s(static_cast<long>(peaks.rend() - last));
      break;
    }
    if (block == kSustainBlocks && level > 0.1 * peak) break;
  }
  const auto first = std::find_if(peaks.begin(), peaks.end(),
                                  [&](float level) { return level >= kAttackLevel * peak; });
  if (peak > 0.0F) profile.attack_s = block_time_s(static_cast<long>(first - peaks.begin()));
  return profile;
}

}  // namespace divisi::synth
