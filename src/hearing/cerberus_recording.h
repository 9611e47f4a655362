/// Cerberus at work beside the product: what it makes of a whole recording, in files that
/// `divisi evaluate` measures.
///
/// Source    Manilow, Seetharaman, Pardo 2020 (docs/papers/cerberus.md).
/// Errors    those of the weights file and of the recording; those of writing.
/// Thread    safe.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "engine/cerberus_listener.h"

namespace divisi::hearing {

/// Errors    unsupported, too, of a network that only clusters: its masks need to be told whose
///           they are.
Expected<models::CerberusModel> open_cerberus(const std::filesystem::path& weights);

/// One channel of the recording, at the network's rate.
Expected<engine::CerberusHearing> hear_with_cerberus(const models::CerberusModel& model,
                                                     const std::filesystem::path& recording);

/// Into `folder`, which is made: <instrument>.wav of each stem, notes.json and notes.mid with a
/// part for each instrument; what the network does not say is not written.
Expected<void> write_cerberus(const models::CerberusModel& model,
                              const engine::CerberusHearing& hearing,
                              const std::filesystem::path& folder);

}  // namespace divisi::hearing
