#include "parts/fit_family_model.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::parts {
namespace {

constexpr double kRidge = 0.003;  // chosen among 0.001, 0.003 and 0.01 on the validation set
constexpr int kSteps = 600;
constexpr int kPowerSteps = 30;
constexpr double kSmallest = 1e-6;

/// Standardised features with a constant 1 behind them, [N, X + 1].
struct Table {
  std::size_t columns = 0;
  std::vector<double> cells;
  std::vector<std::size_t> families;
  std::vector<double> means;
  std::vector<double> deviations;

  std::size_t rows() const { return families.size(); }
  const double* row(std::size_t n) const { return cells.data() + n * columns; }
};

void standardise(Table& table) {
  const std::size_t features = table.columns - 1;
  const auto count = static_cast<double>(table.rows());
  table.means.assign(features, 0.0);
  table.deviations.assign(features, 0.0);
  for (std::size_t n = 0; n < table.rows(); ++n)
    for (std::size_t x = 0; x < features; ++x) table.means[x] += table.row(n)[x] / count;
  for (std::size_t n = 0; n < table.rows(); ++n) {
    for (std::size_t x = 0; x < features; ++x) {
      double& cell = table.cells[n * table.columns + x];
      cell -= table.means[x];
      table.deviations[x] += cell * cell / count;
    }
  }
  for (double& deviation : table.deviations) deviation = std::sqrt(deviation) + kSmallest;
  for (std::size_t n = 0; n < table.rows(); ++n)
    for (std::size_t x = 0; x < features; ++x)
      table.cells[n * table.columns + x] /= table.deviations[x];
}

Table table_of(const std::vector<LabelledPart>& parts, bool by_instruments) {
  Table table;
  for (const LabelledPart& part : parts) {
    if (part.tokens.count() < kFewestNotesToName) continue;
    const std::vector<double> features = features_of(sound_of(part.tokens), by_instruments);
    DIVISI_CHECK(table.columns == 0 || table.columns == features.size() + 1, "one dimension");
    table.columns = features.size() + 1;
    table.cells.insert(table.cells.end(), features.begin(), features.end());
    table.cells.push_back(1.0);
    table.families.push_back(part.family);
  }
  DIVISI_CHECK(table.rows() > 0, "a part to learn from");
  standardise(table);
  return table;
}

/// The largest eigenvalue of the features' second moments, by power iteration.
double largest_moment(const Table& table) {
  std::vector<double> direction(table.columns, 1.0);
  double length = 1.0;
  for (int step = 0; step < kPowerSteps; ++step) {
    std::vector<double> next(table.columns, 0.0);
    for (std::size_t n = 0; n < table.rows(); ++n) {
      double along = 0.0;
      for (std::size_t x = 0; x < table.columns; ++x) along += table.row(n)[x] * direction[x];
      for (std::size_t x = 0; x < table.columns; ++x) next[x] += along * table.row(n)[x];
    }
    length = 0.0;
    for (const double x : next) length += x * x;
    length = std::sqrt(length);
    for (std::size_t x = 0; x < table.columns; ++x) direction[x] = next[x] / length;
  }
  return length / static_cast<double>(table.rows());
}

/// Of the mean log loss with its ridge.
std::vector<double> gradient_at(const Table& table, const std::vector<double>& weights) {
  std::vector<double> gradient(weights.size());
  std::vector<double> probabilities(kFamilyCount);
  for (std::size_t n = 0; n < table.rows(); ++n) {
    const double* features = table.row(n);
    for (std::size_t f = 0; f < kFamilyCount; ++f) {
      probabilities[f] = 0.0;
      for (std::size_t x = 0; x < table.columns; ++x)
        probabilities[f] += weights[f * table.columns + x] * features[x];
    }
    const double most = *std::max_element(probabilities.begin(), probabilities.end());
    double total = 0.0;
    for (double& p : probabilities) total += p = std::exp(p - most);
    for (std::size_t f = 0; f < kFamilyCount; ++f) {
      const double error = probabilities[f] / total - (table.families[n] == f ? 1.0 : 0.0);
      for (std::size_t x = 0; x < table.columns; ++x)
        gradient[f * table.columns + x] += error * features[x];
    }
  }
  for (std::size_t i = 0; i < weights.size(); ++i)
    gradient[i] = gradient[i] / static_cast<double>(table.rows()) + 2.0 * kRidge * weights[i];
  return gradient;
}

std::vector<double> descend(const Table& table) {
  const double step = 1.0 / (0.5 * largest_moment(table) + 2.0 * kRidge);
  std::vector<double> weights(kFamilyCount * table.columns);
  std::vector<double> ahead = weights;
  for (int i = 0; i < kSteps; ++i) {
    const std::vector<double> gradient = gradient_at(table, ahead);
    const double momentum = static_cast<double>(i) / (i + 3.0);
    for (std::size_t w = 0; w < weights.size(); ++w) {
      const double next = ahead[w] - step * gradient[w];
      ahead[w] = next + momentum * (next - weights[w]);
      weights[w] = next;
    }
  }
  return weights;
}

/// So that they take features as they are.
void undo_standardising(const Table& table, std::vector<double>& weights) {
  const std::size_t features = table.columns - 1;
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    double* row = weights.data() + f * table.columns;
    for (std::size_t x = 0; x < features; ++x) {
      row[x] /= table.deviations[x];
      row[features] -= row[x] * table.means[x];
    }
  }
}

double log_loss(const FamilyModel& model, const std::vector<FamilyCase>& cases) {
  double loss = 0.0;
  for (const FamilyCase& known : cases)
    loss -= std::log(std::max(1e-12, model.probabilities(known.features)[known.family]));
  return loss;
}

}  // namespace

FamilyModel fit_family_model(const std::vector<LabelledPart>& parts, bool by_instruments) {
  const Table table = table_of(parts, by_instruments);
  FamilyModel model;
  model.weights = descend(table);
  undo_standardising(table, model.weights);
  return model;
}

void calibrate_family_model(FamilyModel& model, const std::vector<FamilyCase>& cases,
                            double wanted_precision) {
  FamilyModel best = model;
  double least_loss = 1e300;
  for (int step = 0; step <= 24; ++step) {
    model.sharpness = 0.4 * std::pow(1.06, step);
    const double loss = log_loss(model, cases);
    if (loss < least_loss) {
      least_loss = loss;
      best = model;
    }
  }
  model = best;
  std::vector<std::pair<double, bool>> said;
  for (const FamilyCase& known : cases) {
    const std::vector<double> all = model.probabilities(known.features);
    const auto likeliest = std::max_element(all.begin(), all.end());
    said.emplace_back(*likeliest,
                      static_cast<std::size_t>(likeliest - all.begin()) == known.family);
  }
  std::sort(said.begin(), said.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  constexpr std::size_t kFewestSaid = 10;  // fewer prove nothing
  model.least_confidence = 1.1;
  double right = 0.0;
  for (std::size_t n = 0; n < said.size(); ++n) {
    right += said[n].second ? 1.0 : 0.0;
    if (n + 1 >= kFewestSaid && right >= wanted_precision * static_cast<double>(n + 1))
      model.least_confidence = said[n].first;
  }
}

}  // namespace divisi::parts
