#include "parts/timbre_space.h"

#include <cmath>

#include "core/check.h"

namespace divisi::parts {
namespace {

/// So many notes elsewhere weigh as much as the notes of a register itself.
constexpr double kBorrowedNotes = 8.0;

std::vector<double> projected(const TimbreSpace& space, const std::vector<double>& vector) {
  std::vector<double> at(space.axes());
  for (std::size_t k = 0; k < at.size(); ++k) {
    for (std::size_t d = 0; d < vector.size(); ++d)
      at[k] += space.projection[k * vector.size() + d] * vector[d];
  }
  return at;
}

/// What a prototype's vectors differ from the usual, expected at a part's pitches. Registers in
/// which it never played borrow from the others.
std::vector<double> expected_at(const TimbreSpace& space, const Prototype& prototype,
                                const RegisterWeights& part_notes, double part_count) {
  const auto dimensions = static_cast<std::size_t>(space.dimensions);
  std::vector<double> overall(dimensions);
  double notes = 0.0;
  for (std::size_t r = 0; r < kRegisterCount; ++r) {
    notes += prototype.weights[r];
    for (std::size_t d = 0; d < dimensions; ++d)
      overall[d] += prototype.weights[r] *
                    (prototype.means[r * dimensions + d] - space.centre[r * dimensions + d]);
  }
  for (double& x : overall) x /= notes;
  std::vector<double> expected(dimensions);
  for (std::size_t r = 0; r < kRegisterCount; ++r) {
    const double own = prototype.weights[r] / (prototype.weights[r] + kBorrowedNotes);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const double difference =
          prototype.means[r * dimensions + d] - space.centre[r * dimensions + d];
      expected[d] += part_notes[r] / part_count * (own * difference + (1.0 - own) * overall[d]);
    }
  }
  return expected;
}

std::vector<double> difference_of(const TimbreSpace& space, const PartSound& part) {
  const auto dimensions = static_cast<std::size_t>(space.dimensions);
  std::vector<double> difference(dimensions);
  for (std::size_t r = 0; r < kRegisterCount; ++r) {
    for (std::size_t d = 0; d < dimensions; ++d)
      difference[d] += part.register_sums[r * dimensions + d] -
                       part.register_notes[r] * space.centre[r * dimensions + d];
  }
  for (double& x : difference) x /= static_cast<double>(part.note_count);
  return difference;
}

/// ln of a normal density at x, less the constant.
double log_normal(double x, double variance) {
  return -0.5 * (x * x / variance + std::log(variance));
}

}  // namespace

Prototype prototype_of(const PartSound& sound) {
  Prototype prototype{sound.register_notes, sound.register_sums, static_cast<int>(sound.note_count),
                      1};
  const auto dimensions = static_cast<std::size_t>(sound.dimensions);
  for (std::size_t r = 0; r < kRegisterCount; ++r) {
    if (prototype.weights[r] <= 0.0) continue;
    for (std::size_t d = 0; d < dimensions; ++d)
      prototype.means[r * dimensions + d] /= prototype.weights[r];
  }
  return prototype;
}

double log_ratio(const TimbreSpace& space, const Prototype& prototype, const PartSound& part) {
  DIVISI_CHECK(part.dimensions == space.dimensions && prototype.means.size() == space.centre.size(),
               "vectors of another network");
  const auto count = static_cast<double>(part.note_count);
  const std::vector<double> heard = projected(space, difference_of(space, part));
  const std::vector<double> known =
      projected(space, expected_at(space, prototype, part.register_notes, count));
  double ratio = 0.0;
  for (std::size_t k = 0; k < space.axes(); ++k) {
    const double timbre = space.timbre_variances[k];
    const double of_known =
        1.0 / prototype.recording_count + space.note_variances[k] / prototype.note_count;
    const double of_heard = 1.0 + space.note_variances[k] / count;
    const double trust = timbre / (timbre + of_known);
    ratio += log_normal(heard[k] - trust * known[k], trust * of_known + of_heard) -
             log_normal(heard[k], timbre + of_heard);
  }
  return ratio;
}

double log_odds(const TimbreSpace& space, const Prototype& prototype, const PartSound& part) {
  DIVISI_CHECK(part.note_count >= kFewestNotesToName, "too few notes say nothing");
  return space.weight * log_ratio(space, prototype, part) + space.offset;
}

}  // namespace divisi::parts
