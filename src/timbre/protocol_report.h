/// The protocol's rows as a table for people, beside the paper's, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "timbre/protocol.h"

namespace divisi::timbre {

std::string to_markdown(const std::vector<ProtocolRow>& rows);
std::string to_json(const std::vector<ProtocolRow>& rows);

/// Published F_S (note-level | frame-level clustering) of the encoder trained on 836 s of synthetic
/// sound and on 33.7 h of recordings, for Bach10 mixtures of 2, 3 and 4.
std::string published_table();

}  // namespace divisi::timbre
