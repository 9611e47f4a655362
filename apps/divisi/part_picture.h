/// A clip as it is and as it was heard, one above the other, for `divisi evaluate --draw`.
#pragma once

#include <filesystem>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"
#include "eval/clip_score.h"

namespace divisi::cli {

/// Pitched parts of reference and estimate as piano rolls; an estimated part has the colour of the
/// source that it was paired with by `score`, and those left over have others.
/// Errors    io.
Expected<void> write_part_picture(const std::vector<core::AnnotatedNote>& reference,
                                  const std::vector<core::AnnotatedNote>& estimate,
                                  const eval::ClipScore& score, const std::string& who,
                                  const std::filesystem::path& path);

}  // namespace divisi::cli
