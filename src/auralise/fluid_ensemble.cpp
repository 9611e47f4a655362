// FluidSynth (LGPL-2.1), loaded when it is asked for: neither building nor starting divisi needs
// it. Its functions are declared here as its C interface has them since version 2.
#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>

#include "auralise/ensemble.h"
#include "score/wheel.h"

namespace divisi::auralise {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 64;  // where events can fall
constexpr int kMostParts = 128;
constexpr int kMostBent = 5;  // semitones: of tuning and of notes together
constexpr double kWheelCentre = 8192.0;
constexpr double kWheelTop = 16383.0;

struct Fluid {
  void* (*new_fluid_settings)() = nullptr;
  void (*delete_fluid_settings)(void*) = nullptr;
  int (*fluid_settings_setnum)(void*, const char*, double) = nullptr;
  int (*fluid_settings_setint)(void*, const char*, int) = nullptr;
  void* (*new_fluid_synth)(void*) = nullptr;
  void (*delete_fluid_synth)(void*) = nullptr;
  int (*fluid_synth_sfload)(void*, const char*, int) = nullptr;
  int (*fluid_synth_set_channel_type)(void*, int, int) = nullptr;
  int (*fluid_synth_program_change)(void*, int, int) = nullptr;
  int (*fluid_synth_pitch_wheel_sens)(void*, int, int) = nullptr;
  int (*fluid_synth_pitch_bend)(void*, int, int) = nullptr;
  int (*fluid_synth_noteon)(void*, int, int, int) = nullptr;
  int (*fluid_synth_noteoff)(void*, int, int) = nullptr;
  int (*fluid_synth_nwrite_float)(void*, int, float**, float**, float**, float**) = nullptr;
  void* (*fluid_set_log_function)(int, void (*)(int, const char*, void*), void*) = nullptr;
};

template <class Function>
bool take(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool take_all(void* library, Fluid& all) {
  return take(library, "new_fluid_settings", all.new_fluid_settings) &&
         take(library, "delete_fluid_settings", all.delete_fluid_settings) &&
         take(library, "fluid_settings_setnum", all.fluid_settings_setnum) &&
         take(library, "fluid_settings_setint", all.fluid_settings_setint) &&
         take(library, "new_fluid_synth", all.new_fluid_synth) &&
         take(library, "delete_fluid_synth", all.delete_fluid_synth) &&
         take(library, "fluid_synth_sfload", all.fluid_synth_sfload) &&
         take(library, "fluid_synth_set_channel_type", all.fluid_synth_set_channel_type) &&
         take(library, "fluid_synth_program_change", all.fluid_synth_program_change) &&
         take(library, "fluid_synth_pitch_wheel_sens", all.fluid_synth_pitch_wheel_sens) &&
         take(library, "fluid_synth_pitch_bend", all.fluid_synth_pitch_bend) &&
         take(library, "fluid_synth_noteon", all.fluid_synth_noteon) &&
         take(library, "fluid_synth_noteoff", all.fluid_synth_noteoff) &&
         take(library, "fluid_synth_nwrite_float", all.fluid_synth_nwrite_float) &&
         take(library, "fluid_set_log_function", all.fluid_set_log_function);
}

/// Never unloaded; null where it is not installed.
const Fluid* load_fluid() {
  static const std::unique_ptr<const Fluid> library = []() -> std::unique_ptr<const Fluid> {
    auto all = std::make_unique<Fluid>();
    for (const char* name : {"libfluidsynth.so.3", "libfluidsynth.so.2"}) {
      void* opened = ::dlopen(name, RTLD_LAZY | RTLD_LOCAL);
      if (opened == nullptr || !take_all(opened, *all)) continue;
      // It would speak on stderr.
      for (int level = 0; level < 5; ++level) all->fluid_set_log_function(level, nullptr, nullptr);
      return all;
    }
    return nullptr;
  }();
  return library.get();
}

enum class Act { release, turn, press };  // at the same block in this order

struct Event {
  std::int64_t block;
  Act act;
  int channel, key, value;  ///< velocity, or cents on the wheel
};

class FluidEnsemble final : public Ensemble {
 public:
  explicit FluidEnsemble(const Fluid& fluid) : fluid_(fluid) {}
  FluidEnsemble(const FluidEnsemble&) = delete;
  FluidEnsemble& operator=(const FluidEnsemble&) = delete;
  ~FluidEnsemble() override {
    if (synth_ != nullptr) fluid_.delete_fluid_synth(synth_);
    if (settings_ != nullptr) fluid_.delete_fluid_settings(settings_);
  }

  Expected<void> start(const std::vector<Part>& parts, const EnsembleOptions& options,
                       const fs::path& soundfont) {
    const int channels = std::max(1, int(parts.size()));
    settings_ = fluid_.new_fluid_settings();
    fluid_.fluid_settings_setnum(settings_, "synth.sample-rate", options.sample_rate_hz);
    fluid_.fluid_settings_setint(settings_, "synth.midi-channels", (channels + 15) / 16 * 16);
    fluid_.fluid_settings_setint(settings_, "synth.audio-channels", channels);
    fluid_.fluid_settings_setint(settings_, "synth.audio-groups", channels);
    fluid_.fluid_settings_setint(settings_, "synth.polyphony", 1024);
    fluid_.fluid_settings_setint(settings_, "synth.reverb.active", 0);
    fluid_.fluid_settings_setint(settings_, "synth.chorus.active", 0);
    fluid_.fluid_settings_setint(settings_, "synth.dynamic-sample-loading", 1);
    synth_ = fluid_.new_fluid_synth(settings_);
    if (synth_ == nullptr) {
      return Error{ErrorCode::unsupported, "FluidSynth cannot be started", {}};
    }
    if (fluid_.fluid_synth_sfload(synth_, soundfont.c_str(), 1) < 0) {
      return Error{ErrorCode::corrupt, soundfont.string() + ": not a soundfont FluidSynth can use",
                   soundfont.string()};
    }
    tuned_cents_ = 1200.0 * std::log2(options.tuning_hz / kStandardTuning_hz);
    for (int p = 0; p < int(parts.size()); ++p) seat(p, parts[std::size_t(p)], options);
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return a.block != b.block ? a.block < b.block : a.act < b.act;
    });
    buffers_.resize(2 * std::size_t(channels));
    mono_.resize(parts.size());
    return {};
  }

  void render(std::size_t count, std::vector<std::vector<float>>& parts) override {
    parts.resize(mono_.size());
    for (auto& part : parts) part.clear();
    for (std::size_t done = 0; done < count;) {
      if (used_ == kBlock) render_block();
      const std::size_t now = std::min(count - done, kBlock - used_);
      for (std::size_t p = 0; p < parts.size(); ++p) {
        const auto from = mono_[p].begin() + std::ptrdiff_t(used_);
        parts[p].insert(parts[p].end(), from, from + std::ptrdiff_t(now));
      }
      used_ += now;
      done += now;
    }
  }

 private:
  void seat(int channel, const Part& part, const EnsembleOptions& options) {
    fluid_.fluid_synth_set_channel_type(synth_, channel, part.is_drums ? 1 : 0);
    fluid_.fluid_synth_program_change(synth_, channel, part.is_drums ? 0 : part.program);
    fluid_.fluid_synth_pitch_wheel_sens(synth_, channel, kMostBent);
    if (!part.is_drums) turn_wheel(channel, 0);
    const auto block_at = [&](double time_s) {
      return std::llround((time_s - options.start_s) * options.sample_rate_hz / double(kBlock));
    };
    for (const Note& note : part.notes) {
      if (note.onset_s < options.start_s) continue;
      const std::int64_t on = block_at(note.onset_s);
      const std::int64_t off = std::max<std::int64_t>(on + 1, block_at(note.offset_s));
      events_.push_back({on, Act::press, channel, note.pitch_midi, note.velocity});
      events_.push_back({off, Act::release, channel, note.pitch_midi, 0});
    }
    for (const score::WheelTurn& turn : score::wheel_of(part.notes))
      events_.push_back({block_at(turn.time_s), Act::turn, channel, 0, turn.cents});
  }

  /// Every note of a channel is higher by `cents`, beside the tuning.
  void turn_wheel(int channel, int cents) {
    const double semitones = (tuned_cents_ + cents) / 100.0;
    const double wheel = std::clamp(kWheelCentre * (1.0 + semitones / kMostBent), 0.0, kWheelTop);
    fluid_.fluid_synth_pitch_bend(synth_, channel, int(std::lround(wheel)));
  }

  void render_block() {
    for (; next_ < events_.size() && events_[next_].block <= block_; ++next_) {
      const Event& event = events_[next_];
      switch (event.act) {
        case Act::press:
          fluid_.fluid_synth_noteon(synth_, event.channel, event.key, event.value);
          break;
        case Act::turn:
          turn_wheel(event.channel, event.value);
          break;
        case Act::release:
          fluid_.fluid_synth_noteoff(synth_, event.channel, event.key);
          break;
      }
    }
    std::vector<float*> left, right;
    for (std::size_t i = 0; i < buffers_.size() / 2; ++i) {
      left.push_back(buffers_[2 * i].data());
      right.push_back(buffers_[2 * i + 1].data());
    }
    fluid_.fluid_synth_nwrite_float(synth_, int(kBlock), left.data(), right.data(), nullptr,
                                    nullptr);
    for (std::size_t p = 0; p < mono_.size(); ++p) {
      for (std::size_t n = 0; n < kBlock; ++n) mono_[p][n] = 0.5F * (left[p][n] + right[p][n]);
    }
    ++block_;
    used_ = 0;
  }

  const Fluid& fluid_;
  void* settings_ = nullptr;
  void* synth_ = nullptr;
  double tuned_cents_ = 0.0;
  std::vector<Event> events_;
  std::size_t next_ = 0, used_ = kBlock;
  std::int64_t block_ = 0;
  std::vector<std::array<float, kBlock>> buffers_, mono_;
};

/// The loader would read any file to its end before it says no.
Expected<void> check_soundfont(const fs::path& path) {
  std::array<char, 12> head{};
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{ErrorCode::not_found, path.string() + ": no such soundfont", path.string()};
  file.read(head.data(), head.size());
  const std::string_view text(head.data(), head.size());
  if (text.starts_with("RIFF") && text.substr(8) == "sfbk") return {};
  return Error{ErrorCode::corrupt, path.string() + ": not a soundfont (SF2 or SF3)", path.string()};
}

}  // namespace

Expected<std::unique_ptr<Ensemble>> make_fluid_ensemble(const std::vector<Part>& parts,
                                                        const EnsembleOptions& options,
                                                        const fs::path& soundfont) {
  if (Expected<void> good = check_soundfont(soundfont); !good) return good.error();
  const Fluid* fluid = load_fluid();
  if (fluid == nullptr) {
    return Error{
        ErrorCode::unsupported, "a soundfont needs FluidSynth, which is not installed", {}};
  }
  if (options.sample_rate_hz < 8000 || options.sample_rate_hz > 96000 ||
      int(parts.size()) > kMostParts) {
    return Error{ErrorCode::unsupported,
                 "FluidSynth plays up to 128 parts at 8000 to 96000 Hz, asked for " +
                     std::to_string(parts.size()) + " at " + std::to_string(options.sample_rate_hz),
                 {}};
  }
  auto ensemble = std::make_unique<FluidEnsemble>(*fluid);
  if (Expected<void> good = ensemble->start(parts, options, soundfont); !good) return good.error();
  return std::unique_ptr<Ensemble>(std::move(ensemble));
}

fs::path installed_soundfont() {
  for (const char* path :
       {"/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/soundfonts/FluidR3_GM.sf2",
        "/usr/share/sounds/sf2/default-GM.sf2", "/usr/share/soundfonts/default.sf2",
        "/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/sounds/sf3/default-GM.sf3",
        "/usr/share/sounds/sf3/MuseScore_General.sf3"}) {
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path;
  }
  return {};
}

}  // namespace divisi::auralise
