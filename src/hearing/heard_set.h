/// A whole set of clips as the product hears it, listened to once and kept beside the clips.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "divisi/transcriber.h"
#include "hearing/heard_clip.h"

namespace divisi::hearing {

/// What the notes and their sounds depend on: the note weights and the networks of timbre and of
/// instruments, from files or, when empty, built in; a memory, slots or thresholds in the timbre
/// weights change neither. Errors: those of reading them; not_found: there are no timbre weights.
Expected<std::string> identity_of(const std::filesystem::path& notes_weights,
                                  const std::filesystem::path& timbre_weights);

/// The clips' notes in their order, from `folder`/heard.bin if that has the same identity and as
/// many clips; else heard now, on several threads, and kept there.
/// Errors    those of hear_clips() and write_heard().
Expected<std::vector<HeardNotes>> hear_set(const Transcriber& transcriber, const data::Dataset& set,
                                           const std::filesystem::path& folder,
                                           const std::string& identity, int threads,
                                           const core::GoOn& go_on);

}  // namespace divisi::hearing
