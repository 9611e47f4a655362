/// General MIDI's percussion keys, sorted into the classes that drum transcription speaks of.
///
/// Source    General MIDI System Level 1, percussion key map (keys 35 to 81). Classes: those of MDB
///           Drums (Southall, Wu, Lerch, Hockman 2017): KD, SD, HH, TT, CY and OT. As there, a side
///           stick is "other", since it sounds unlike the drum it is struck on.
/// Thread    safe.
#pragma once

#include <array>
#include <string_view>

namespace divisi::score {

enum class PercussionClass { kick, snare, hi_hat, tom, cymbal, other };

constexpr std::array<PercussionClass, 6> kPercussionClasses = {
    PercussionClass::kick, PercussionClass::snare,  PercussionClass::hi_hat,
    PercussionClass::tom,  PercussionClass::cymbal, PercussionClass::other};

/// Keys that the map does not name are `other`.
PercussionClass percussion_class(int key_midi);

/// "kick", "snare", "hi-hat", "tom", "cymbal" or "other".
std::string_view percussion_name(PercussionClass percussion);

}  // namespace divisi::score
