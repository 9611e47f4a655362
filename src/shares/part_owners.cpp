#include "shares/part_owners.h"

#include <algorithm>
#include <string>

namespace divisi::shares {

using separate::kBands;

std::vector<int> owners_by_sound(const std::vector<float>& shares, int parts,
                                 const StretchTruth& truth) {
  std::vector<int> owners;
  const auto cells = std::ptrdiff_t(truth.power.size());
  for (int part = 0; part < parts; ++part) {
    int owner = kNobody;
    double most = 0.0;
    for (std::size_t k = 0; k < truth.common.size(); ++k) {
      double sum = 0.0;
      for (std::ptrdiff_t i = 0; i < cells; ++i) {
        const std::ptrdiff_t at = (i / kBands * (parts + 1) + part) * kBands + i % kBands;
        sum += double(shares[std::size_t(at)]) * truth.common[k][std::size_t(i)];
      }
      if (sum > most) most = sum, owner = int(k);
    }
    owners.push_back(owner);
  }
  return owners;
}

std::vector<int> owners_by_name(const std::vector<Part>& parts,
                                const std::vector<eval::NamedSound>& sources) {
  std::vector<int> owners;
  for (const Part& part : parts) {
    const std::string name = part.is_drums ? "drums" : part.family;
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&](const auto& source) { return source.name == name; });
    owners.push_back(found == sources.end() ? kNobody : int(found - sources.begin()));
  }
  return owners;
}

Groups group_parts(const std::vector<int>& owners) {
  Groups groups;
  for (const int owner : owners) {
    const auto known = std::find(groups.sources.begin(), groups.sources.end(), owner);
    if (owner != kNobody && known == groups.sources.end()) groups.sources.push_back(owner);
  }
  for (const int owner : owners) {  // nobody's is the last group, where find() ends
    const auto known = std::find(groups.sources.begin(), groups.sources.end(), owner);
    groups.of_sources.push_back(known - groups.sources.begin());
  }
  groups.of_sources.push_back(std::int64_t(groups.sources.size()));
  return groups;
}

}  // namespace divisi::shares
