// Drum kits from their folders.
#include <nlohmann/json.hpp>
#include <utility>

#include "core/atomic_file.h"
#include "synth/degrade.h"
#include "synth/drum_kit.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

using Json = nlohmann::json;

Error corrupt(const std::filesystem::path& path, const std::string& what) {
  return {ErrorCode::corrupt, path.string() + ": " + what, path.string()};
}

bool is_number_within(const Json& item, const char* name, int lowest, int highest) {
  if (!item.contains(name) || !item.at(name).is_number_integer()) return false;
  const auto value = item.at(name).get<long>();
  return value >= lowest && value <= highest;
}

Expected<DrumHit> load_hit(const std::filesystem::path& folder, const Json& item) {
  const bool good = item.is_object() && is_number_within(item, "key", 1, 127) &&
                    is_number_within(item, "velocity", 1, 127) &&
                    item.value("file", Json()).is_string();
  if (!good) return corrupt(folder / "kit.json", "a hit lacks its file, key or velocity");
  const std::filesystem::path file = folder / item.at("file").get<std::string>();
  Expected<MonoSound> sound = read_mono(file);
  if (!sound) return sound.error();
  if (sound->sample_rate_hz != kRateHz || sound->samples.empty()) {
    return corrupt(file, std::to_string(sound->sample_rate_hz) + " Hz, " +
                             std::to_string(sound->samples.size()) + " samples; expected 22050 Hz");
  }
  DrumHit hit{item.at("velocity").get<int>(), std::move(sound->samples)};
  const float peak = peak_of(hit.sound);
  if (peak > 0.0F) scale_by(hit.sound, 1.0 / peak);
  return hit;
}

}  // namespace

Expected<DrumKit> load_kit(const std::filesystem::path& folder) {
  const std::filesystem::path record = folder / "kit.json";
  const Expected<std::string> text = core::read_file(record);
  if (!text) return text.error();
  const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object() || !json.value("hits", Json()).is_array() ||
      json.at("hits").empty()) {
    return corrupt(record, "expected an object with a list of hits");
  }
  DrumKit kit;
  kit.name = folder.filename().string();
  for (const Json& item : json.at("hits")) {
    Expected<DrumHit> hit = load_hit(folder, item);
    if (!hit) return hit.error();
    kit.hits[item.at("key").get<int>()].push_back(std::move(*hit));
  }
  return kit;
}

}  // namespace divisi::synth
