/// The one list of collections that can be loaded.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace divisi::data {

/// In alphabetical order: bach10, eval_open, maestro, maps, mshoxxdb, musicnet, slakh, synthetic,
/// urmp.
std::vector<std::string> dataset_names();

/// The collection `name` that lies in `folder`; each loader's header describes the layout.
/// Errors    invalid_argument: no such name (the message lists the valid ones); and the loader's.
Expected<Dataset> load_dataset(const std::string& name, const std::filesystem::path& folder);

}  // namespace divisi::data
