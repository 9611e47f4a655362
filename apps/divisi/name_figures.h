/// How well parts are named, as tables in Markdown.
#pragma once

#include <string>
#include <vector>

#include "engine/part_names.h"
#include "parts/labelled_part.h"

namespace divisi::cli {

/// Families: how often a name is given and how often it is right, by family and by confidence.
/// Enrolment: each part is enrolled and looked for in the other clips.
std::string name_figures(const engine::PartNames& names,
                         const std::vector<parts::LabelledPart>& parts);

}  // namespace divisi::cli
