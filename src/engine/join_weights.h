/// Networks that were trained apart, in the one file that the program reads.
#pragma once

#include <filesystem>

#include "divisi/error.h"

namespace divisi::engine {

/// Writes `timbre`'s weights with the instrument network of another file in them; one that they
/// had before is replaced. What was trained or calibrated for the old one stays, and fits no more.
/// Errors    those of reading and writing; unsupported: a file of another network, naming it.
Expected<void> take_in_instruments(const std::filesystem::path& timbre,
                                   const std::filesystem::path& instruments,
                                   const std::filesystem::path& output);

/// Likewise with the company (models/note_memory.h) of other timbre weights, so that it may be
/// trained beside the memory.
/// Errors    as take_in_instruments().
Expected<void> take_in_company(const std::filesystem::path& timbre,
                               const std::filesystem::path& company,
                               const std::filesystem::path& output);

/// Likewise with what says whether a note is there ("truth.", timbre/note_truth_run.h).
/// Errors    as take_in_instruments().
Expected<void> take_in_truth(const std::filesystem::path& timbre,
                             const std::filesystem::path& truth,
                             const std::filesystem::path& output);

}  // namespace divisi::engine
