/// The sound of each part of a score, and each part played from its notes.
///
///     stems/01_violin.flac, ..., residual.flac     as `divisi separate` writes them
///     played/01_violin.flac, ..., remix.flac       as `--auralise` does
///     stems.json                                   which is whose; written last
///
/// Errors    those of write_stems() and write_auralisation(); io.
#pragma once

#include <atomic>
#include <filesystem>

#include "divisi/error.h"
#include "divisi/score.h"
#include "server/event_channel.h"

namespace divisi::server {

constexpr const char* kStemList = "stems.json";

/// A score as it was at one moment.
struct ScoreAtRevision {
  Score score;
  int revision = 0;
};

/// Of the recording in `folder`. Progress goes to `channel`.
Expected<void> make_stems(const std::filesystem::path& folder, const ScoreAtRevision& of,
                          int threads, EventChannel& channel, const std::atomic<bool>& stop);

}  // namespace divisi::server
