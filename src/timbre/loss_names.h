/// The clustering losses by name, for recipes: apart from their code, which needs libtorch.
#pragma once

#include <string>
#include <vector>

namespace divisi::timbre {

inline const std::vector<std::string>& clustering_loss_names() {
  static const std::vector<std::string> names = {"info_nce", "orthogonal", "affinity", "one_sided",
                                                 "pair_entropy"};
  return names;
}

/// "a, b, c"
inline std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace divisi::timbre
