/// The numbers that the memory over notes is told of a pair (parts/memory_inputs.h).
#pragma once

namespace divisi::parts {

inline constexpr double kMostOctaves = 3.0;
inline constexpr double kStepSemitones = 3.0;
inline constexpr double kUnisonSemitones = 0.7;
inline constexpr double kApart_s = 8.0;
inline constexpr double kMostApart = 2.0;
inline constexpr double kTogether_s = 0.05;
inline constexpr double kNearby_s = 0.5;
inline constexpr double kFollows_s = 0.06;

/// The numbers of a pair, in their order: `to` as seen from `from`.
enum Relation {
  kSoundAlike,   ///< cosine, times both notes' trust
  kInterval,     ///< octaves from `from` up to `to`, within kMostOctaves
  kDistance,     ///< the same without its sign
  kStep,         ///< exp(-semitones / kStepSemitones)
  kUnison,       ///< exp(-semitones / kUnisonSemitones)
  kApart,        ///< seconds between the onsets / kApart_s, up to kMostApart
  kTogether,     ///< exp(-seconds between the onsets / kTogether_s)
  kNearby,       ///< exp(-seconds between the onsets / kNearby_s)
  kOverlap,      ///< common time by the shorter note's, negative for a pause between, within 1
  kFollows,      ///< exp(-seconds from one's end to the other's beginning / kFollows_s)
  kAboveNearby,  ///< kNearby with the interval's sign
  kOnePlayer,    ///< how likely one plays both, by what tells players apart (NoteTokens): where the
                 ///< instrument network tells that, and for memories that were trained so
  kRelations
};
inline constexpr int kRelationsWithoutTimbre = kOnePlayer;

/// The logit of one player for notes of which nothing is known: what they have in common is added.
inline constexpr float kStrangers = -1.0f;

}  // namespace divisi::parts
