#include "parts/family_model.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::parts {

bool FamilyModel::by_instruments() const {
  return weights.size() == kFamilyCount * (feature_count(0, true) + 1);
}

std::vector<double> FamilyModel::probabilities(const std::vector<double>& features) const {
  const std::size_t columns = features.size() + 1;
  DIVISI_CHECK(weights.size() == kFamilyCount * columns, "weights are for other features");
  std::vector<double> probabilities(kFamilyCount);
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    const double* row = weights.data() + f * columns;
    double sum = row[features.size()];
    for (std::size_t x = 0; x < features.size(); ++x) sum += row[x] * features[x];
    probabilities[f] = sharpness * sum;
  }
  const double most = *std::max_element(probabilities.begin(), probabilities.end());
  double total = 0.0;
  for (double& p : probabilities) total += p = std::exp(p - most);
  for (double& p : probabilities) p /= total;
  return probabilities;
}

std::optional<NamedFamily> family_of(const FamilyModel& model, const PartSound& sound) {
  const bool by_instruments = model.by_instruments();
  if (sound.note_count < kFewestNotesToName || (by_instruments && sound.family_sums.empty()))
    return {};
  const std::vector<double> all = model.probabilities(features_of(sound, by_instruments));
  const auto likeliest = std::max_element(all.begin(), all.end());
  if (!(*likeliest >= model.least_confidence)) return {};
  return NamedFamily{static_cast<std::size_t>(likeliest - all.begin()), *likeliest};
}

}  // namespace divisi::parts
