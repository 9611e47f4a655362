#include "core/drums.h"

#include <algorithm>
#include <iterator>

namespace divisi::core {
namespace {

constexpr int kKickKeys[] = {36, 35};
constexpr int kSnareKeys[] = {38, 40};
constexpr int kHiHatKeys[] = {42, 46, 44};
constexpr int kTomKeys[] = {47, 45, 48, 43, 50, 41};
constexpr int kCrashKeys[] = {49, 57, 55, 52};
constexpr int kRideKeys[] = {51, 59, 53};
constexpr int kRimKeys[] = {37, 39};                         // side stick, clap
constexpr int kShakenKeys[] = {54, 70, 69, 82, 58, 73, 74};  // tambourine, maracas, cabasa, ...
constexpr int kSkinKeys[] = {63, 64, 62, 60, 61, 65, 66, 78, 79};
constexpr int kStruckKeys[] = {56, 75, 76, 77, 67, 68, 80, 81, 71, 72};  // cowbell, claves, ...
constexpr DrumFacts kDrums[] = {
    {Drum::kick, "kick", kKickKeys},      {Drum::snare, "snare", kSnareKeys},
    {Drum::hi_hat, "hi_hat", kHiHatKeys}, {Drum::tom, "tom", kTomKeys},
    {Drum::crash, "crash", kCrashKeys},   {Drum::ride, "ride", kRideKeys},
    {Drum::rim, "rim", kRimKeys},         {Drum::shaken, "shaken", kShakenKeys},
    {Drum::skin, "skin", kSkinKeys},      {Drum::struck, "struck", kStruckKeys}};
static_assert(std::size(kDrums) == kDrumCount);

}  // namespace

std::span<const DrumFacts> all_drums() { return kDrums; }

std::optional<Drum> drum_of(int key_midi) {
  for (const DrumFacts& facts : kDrums) {
    if (std::find(facts.keys.begin(), facts.keys.end(), key_midi) != facts.keys.end())
      return facts.drum;
  }
  return std::nullopt;
}

}  // namespace divisi::core
