/// What weights were trained by, recipe after recipe: the `recipe` of a weights file that was not
/// made in one go.
///
/// Shapes    a JSON object, or an array of such, nested or not; any other text counts as one
/// recipe. Errors    none. Thread    safe.
#pragma once

#include <string>
#include <string_view>

namespace divisi::nn {

/// Both in turn, as one array of recipes. Each stands in it once, where it came first: weights that
/// are put together often have a long beginning in common.
std::string join_histories(std::string_view first, std::string_view then);

}  // namespace divisi::nn
