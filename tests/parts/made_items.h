/// Unit vectors around a few directions, and what it means that two labellings are the same groups.
#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include "core/rng.h"
#include "divisi/grid.h"

namespace divisi::parts::testing {

constexpr std::size_t kDimensions = 12;

struct MadeItems {
  Map2d vectors;
  std::vector<int> truth;
};

/// Item i is of group i mod groups: axis plus noise, then normalised.
inline MadeItems made_items(std::size_t count, int groups, double noise, std::uint64_t seed) {
  core::Rng rng(seed);
  MadeItems made{Map2d(count, kDimensions), {}};
  for (std::size_t i = 0; i < count; ++i) {
    const int group = static_cast<int>(i) % groups;
    made.truth.push_back(group);
    double square = 0.0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
      const double axis = static_cast<int>(d) == group ? 1.0 : 0.0;
      made.vectors.at(i, d) = static_cast<float>(axis + noise * rng.normal());
      square += double{made.vectors.at(i, d)} * double{made.vectors.at(i, d)};
    }
    for (std::size_t d = 0; d < kDimensions; ++d) {
      made.vectors.at(i, d) = static_cast<float>(made.vectors.at(i, d) / std::sqrt(square));
    }
  }
  return made;
}

/// Whether one labelling is the other with its labels renamed.
inline bool same_groups(const std::vector<int>& a, const std::vector<int>& b) {
  if (a.size() != b.size()) return false;
  std::map<int, int> names;
  std::set<int> taken;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto found = names.find(a[i]);
    if (found != names.end()) {
      if (found->second != b[i]) return false;
    } else {
      if (!taken.insert(b[i]).second) return false;
      names[a[i]] = b[i];
    }
  }
  return true;
}

}  // namespace divisi::parts::testing
