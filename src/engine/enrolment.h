/// Timbres between the user's file and the network: made from solo playing, and made ready to be
/// compared.
#pragma once

#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/timbres.h"
#include "engine/loaded_parts.h"
#include "parts/note_token.h"

namespace divisi::engine {

/// The public form of what was heard.
NoteTimbres timbres_of(const parts::NoteTokens& tokens);

/// As Transcriber::make_timbre().
Expected<Timbre> make_timbre(const LoadedParts& model, const std::string& name,
                             const NoteTimbres& solo, int recording_count);

/// Adds to `model` the timbres that were enrolled with its weights; one line for each of the
/// others, saying why not.
std::vector<std::string> enrol_all(const std::vector<Timbre>& timbres, LoadedParts& model);

}  // namespace divisi::engine
