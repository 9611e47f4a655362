/// The numbers that the memory over notes is told of a pair (parts/memory_inputs.h).
#pragma once

namespace divisi::parts {

/// The numbers of a pair, in their order: `to` as seen from `from`.
enum Relation {
  kSoundAlike,   ///< cosine, times both notes' trust
  kInterval,     ///< octaves from `from` up to `to`, within 3
  kDistance,     ///< the same without its sign
  kStep,         ///< exp(-semitones / 3)
  kUnison,       ///< exp(-semitones / 0.7)
  kApart,        ///< 1/8 of the seconds between the onsets, up to 2
  kTogether,     ///< exp(-seconds between the onsets / 0.05)
  kNearby,       ///< exp(-seconds between the onsets / 0.5)
  kOverlap,      ///< common time by the shorter note's, negative for a pause between, within 1
  kFollows,      ///< exp(-seconds from the end of one to the beginning of the other / 0.06)
  kAboveNearby,  ///< kNearby with the interval's sign
  kRelations
};

}  // namespace divisi::parts
