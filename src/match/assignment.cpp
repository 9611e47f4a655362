// One row after the other is added. From the new row a search, shortest path first, goes along
// reduced costs to columns and back along pairs to their rows, until it meets a free column; the
// pairs on that path are flipped, and the dual variables moved so that all pairs stay at reduced
// cost 0. More rows than columns: the matrix is laid on its side.

#include "match/assignment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace divisi::match {
namespace {

constexpr int kNone = -1;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A matrix that is at least as wide as high.
class Assigner {
 public:
  Assigner(std::vector<double> costs, std::size_t rows, std::size_t columns)
      : costs_(std::move(costs)),
        row_price_(rows, 0.0),
        column_price_(columns, 0.0),
        column_of_(rows, kNone),
        row_of_(columns, kNone) {}

  std::vector<int> run() {
    for (int row = 0; row < static_cast<int>(column_of_.size()); ++row) {
      const int free_column = search(row);
      move_prices(row);
      flip(row, free_column);
    }
    return column_of_;
  }

 private:
  template <class T>
  static T& at(std::vector<T>& values, int index) {
    return values[static_cast<std::size_t>(index)];
  }

  /// Shortest paths from `start` until a free column is reached, which is returned.
  int search(int start) {
    const std::size_t columns = row_of_.size();
    before_.assign(columns, kNone);
    distance_.assign(columns, kInfinity);
    seen_rows_.clear();
    seen_columns_.clear();
    reached_ = 0.0;
    // From the last to the first: a matrix of equal costs then gets the identity.
    std::vector<int> open(columns);
    std::iota(open.rbegin(), open.rend(), 0);
    for (int row = start;;) {
      seen_rows_.push_back(row);
      const std::size_t chosen = nearest(row, open);
      const int column = open[chosen];
      reached_ = at(distance_, column);
      seen_columns_.push_back(column);
      if (at(row_of_, column) == kNone) return column;
      row = at(row_of_, column);
      open[chosen] = open.back();
      open.pop_back();
    }
  }

  /// Shortens the ways to the open columns by `row` and finds the nearest, a free one if it can.
  std::size_t nearest(int row, const std::vector<int>& open) {
    const double* costs = costs_.data() + static_cast<std::size_t>(row) * row_of_.size();
    double lowest = kInfinity;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const int column = open[i];
      const double distance =
          reached_ + costs[column] - at(row_price_, row) - at(column_price_, column);
      if (distance < at(distance_, column)) {
        at(before_, column) = row;
        at(distance_, column) = distance;
      }
      const double best = at(distance_, column);
      if (best < lowest || (best == lowest && at(row_of_, column) == kNone)) {
        lowest = best;
        chosen = i;
      }
    }
    return chosen;
  }

  void move_prices(int start) {
    at(row_price_, start) += reached_;
    for (const int row : seen_rows_) {
      if (row != start) at(row_price_, row) += reached_ - at(distance_, at(column_of_, row));
    }
    for (const int column : seen_columns_) {
      at(column_price_, column) -= reached_ - at(distance_, column);
    }
  }

  void flip(int start, int column) {
    for (int row = kNone; row != start;) {
      row = at(before_, column);
      at(row_of_, column) = row;
      std::swap(at(column_of_, row), column);
    }
  }

  std::vector<double> costs_;
  std::vector<double> row_price_;
  std::vector<double> column_price_;
  std::vector<int> column_of_;  // of each row, or kNone
  std::vector<int> row_of_;     // of each column, or kNone
  // Of the search under way:
  std::vector<int> before_;       // the row from which a column was reached
  std::vector<double> distance_;  // of each column
  std::vector<int> seen_rows_;
  std::vector<int> seen_columns_;
  double reached_ = 0.0;  // distance of the column last chosen
};

}  // namespace

std::vector<int> minimum_cost_assignment(std::span<const double> costs, std::size_t rows,
                                         std::size_t columns) {
  DIVISI_CHECK(costs.size() == rows * columns, "costs for all pairs");
  DIVISI_CHECK(std::all_of(costs.begin(), costs.end(), [](double c) { return std::isfinite(c); }),
               "costs are finite");
  if (rows <= columns) {
    return Assigner(std::vector<double>(costs.begin(), costs.end()), rows, columns).run();
  }
  std::vector<double> turned(costs.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      turned[column * rows + row] = costs[row * columns + column];
    }
  }
  const std::vector<int> row_of = Assigner(std::move(turned), columns, rows).run();
  std::vector<int> column_of(rows, kNone);
  for (std::size_t column = 0; column < columns; ++column) {
    column_of[static_cast<std::size_t>(row_of[column])] = static_cast<int>(column);
  }
  return column_of;
}

}  // namespace divisi::match
