#include "parts/cell_clustering.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "parts/spectral_clustering.h"

namespace divisi::parts {
namespace {

Map2d vectors_of(const nn::Map& embeddings, const std::vector<Cell>& cells) {
  const auto size = static_cast<std::size_t>(embeddings.channels());
  Map2d vectors(cells.size(), size);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::copy_n(embeddings.at(cells[i].frame, cells[i].pitch), size, vectors.row(i));
  }
  return vectors;
}

/// The group whose members are most like the vector, on average.
int nearest_group(const float* vector, const Map2d& sample, const std::vector<int>& labels,
                  int cluster_count) {
  std::vector<double> sum(static_cast<std::size_t>(cluster_count), 0.0);
  std::vector<double> members(sum.size(), 0.0);
  for (std::size_t i = 0; i < sample.rows; ++i) {
    float dot = 0.0f;
    for (std::size_t d = 0; d < sample.columns; ++d) dot += vector[d] * sample.at(i, d);
    sum[static_cast<std::size_t>(labels[i])] += std::exp(dot);
    members[static_cast<std::size_t>(labels[i])] += 1.0;
  }
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] /= std::max(1.0, members[k]);
  return static_cast<int>(std::max_element(sum.begin(), sum.end()) - sum.begin());
}

}  // namespace

std::vector<int> cluster_cells(const nn::Map& embeddings, const std::vector<Cell>& cells,
                               int cluster_count, std::size_t most_at_once) {
  DIVISI_CHECK(most_at_once > static_cast<std::size_t>(cluster_count), "more cells than groups");
  if (cells.size() <= most_at_once) {
    return cluster_items(vectors_of(embeddings, cells), cluster_count);
  }
  std::vector<Cell> chosen;
  for (std::size_t i = 0; i < most_at_once; ++i) {
    chosen.push_back(cells[i * cells.size() / most_at_once]);
  }
  const Map2d sample = vectors_of(embeddings, chosen);
  const std::vector<int> known = cluster_items(sample, cluster_count);
  std::vector<int> labels;
  labels.reserve(cells.size());
  for (const Cell& cell : cells) {
    labels.push_back(
        nearest_group(embeddings.at(cell.frame, cell.pitch), sample, known, cluster_count));
  }
  return labels;
}

}  // namespace divisi::parts
