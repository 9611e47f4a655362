/// A recording whose truth is known, as the product hears it: the notes it finds, what they sound
/// like, and whose they are in truth.
///
/// What deals notes to parts is trained and calibrated on these: on the product's own mistakes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "core/parallel.h"
#include "data/dataset.h"
#include "divisi/transcriber.h"
#include "parts/note_token.h"

namespace divisi::hearing {

inline constexpr int kUnknownSource = -1;

struct HeardNotes {
  parts::NoteTokens tokens;  ///< in order of onset
  /// [N] a number for each source in the order of their names, or kUnknownSource for notes that are
  /// not in the truth: another pitch, or an onset more than 0.1 s off.
  std::vector<int> sources;
  /// [N] who plays it, an index into parts::kFamilies or kUnknownSource; empty: nobody asked.
  std::vector<int> families = {};
  /// [N] the families of all who play it, those whose notes begin together with it; none: nobody
  /// knows. Empty: nobody asked.
  std::vector<parts::FamilySet> players = {};
};

struct HeardClip {
  HeardNotes notes;
  std::vector<core::AnnotatedNote> truth;  ///< without percussion
};

/// Errors: those of transcribing and of reading the annotation; unsupported: the transcriber has
/// no timbre weights.
Expected<HeardClip> hear_clip(const Transcriber& transcriber, const data::Clip& clip);

/// All clips, on several threads. Errors: those of hear_clip() and of core::parallel_try().
Expected<std::vector<HeardClip>> hear_clips(const Transcriber& transcriber,
                                            const std::vector<data::Clip>& clips, int threads,
                                            const core::GoOn& go_on);

}  // namespace divisi::hearing
