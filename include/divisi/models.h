/// What models there are and what they are made of, for people.
#pragma once

#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi {

/// Names that describe_model() knows besides weights files.
std::vector<std::string> model_names();

/// A table of layers, shapes, parameters and cost: of the architecture called `name_or_file`, of
/// that weights file, or of the built-in weights when it is empty. Ends with a line break.
/// Errors    not_found (neither a name nor a file; lists the names), and those of a broken file.
Expected<std::string> describe_model(const std::string& name_or_file);

}  // namespace divisi
