#include "score/percussion.h"

#include <algorithm>

namespace divisi::score {
namespace {

struct ClassFacts {
  PercussionClass percussion;
  std::string_view name;
};
constexpr std::array<ClassFacts, kPercussionClasses.size()> kFacts = {
    {{PercussionClass::kick, "kick"},
     {PercussionClass::snare, "snare"},
     {PercussionClass::hi_hat, "hi-hat"},
     {PercussionClass::tom, "tom"},
     {PercussionClass::cymbal, "cymbal"},
     {PercussionClass::other, "other"}}};

const ClassFacts& facts_of(PercussionClass percussion) {
  return *std::find_if(kFacts.begin(), kFacts.end(),
                       [&](const ClassFacts& facts) { return facts.percussion == percussion; });
}

}  // namespace

PercussionClass percussion_class(int key_midi) {
  switch (key_midi) {
    case 35:  // acoustic bass drum
    case 36:
      return PercussionClass::kick;
    case 38:
    case 40:  // electric snare
      return PercussionClass::snare;
    case 42:
    case 44:  // by foot
    case 46:  // open
      return PercussionClass::hi_hat;
    case 41:
    case 43:
    case 45:
    case 47:
    case 48:
    case 50:
      return PercussionClass::tom;
    case 49:  // crash
    case 51:  // ride
    case 52:  // Chinese
    case 53:  // ride bell
    case 55:  // splash
    case 57:
    case 59:
      return PercussionClass::cymbal;
    default:
      return PercussionClass::other;
  }
}

std::string_view percussion_name(PercussionClass percussion) { return facts_of(percussion).name; }

}  // namespace divisi::score
