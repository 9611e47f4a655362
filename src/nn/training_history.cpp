#include "nn/training_history.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace divisi::nn {
namespace {

void add_once(std::string_view recipe, std::vector<std::string_view>& recipes) {
  if (std::find(recipes.begin(), recipes.end(), recipe) == recipes.end()) recipes.push_back(recipe);
}

/// The outermost objects of `history`.
void add_recipes(std::string_view history, std::vector<std::string_view>& recipes) {
  std::size_t begin = 0, depth = 0;
  bool in_text = false, any = false;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const char c = history[i];
    if (in_text && c == '\\') ++i;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '{' && depth++ == 0) begin = i;
    if (c == '}' && depth > 0 && --depth == 0) {
      add_once(history.substr(begin, i + 1 - begin), recipes);
      any = true;
    }
  }
  if (!any && !history.empty()) add_once(history, recipes);
}

}  // namespace

std::string join_histories(std::string_view first, std::string_view then) {
  std::vector<std::string_view> recipes;
  add_recipes(first, recipes);
  add_recipes(then, recipes);
  std::string joined = "[";
  for (const std::string_view recipe : recipes) {
    if (joined.size() > 1) joined += ",\n";
    joined += recipe;
  }
  return joined + "]";
}

}  // namespace divisi::nn
