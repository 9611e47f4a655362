#include "parts/fit_timbre_space.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "parts/dense_linear_algebra.h"

namespace divisi::parts {
namespace {

constexpr std::size_t kAxes = 8;          // more tell no better on the validation set
constexpr double kSmallestShare = 1e-3;   // of the largest variance: smaller ones are not trusted
constexpr double kSmallestTimbre = 1e-3;  // so that every axis has a variance
constexpr double kSmoothNotes = 10.0;     // so that long parts do not decide alone
constexpr std::size_t kFewestRecordings = 3;

using Vector = std::vector<double>;

/// A part as the space sees it.
struct Recording {
  const LabelledPart* part;
  PartSound sound;
  Vector difference;  ///< [D], from what is usual at its pitches
};

struct TimbreMean {
  Vector mean;
  std::size_t recordings = 0;
};

void add_outer(DenseMatrix& sum, const Vector& x, double weight) {
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) sum.at(i, j) += weight * x[i] * x[j];
}

void scale(DenseMatrix& matrix, double factor) {
  for (double& cell : matrix.cells) cell *= factor;
}

/// aᵀ M b with columns `i` of a and `j` of b.
double form(const DenseMatrix& a, std::size_t i, const DenseMatrix& middle, const DenseMatrix& b,
            std::size_t j) {
  double sum = 0.0;
  for (std::size_t r = 0; r < middle.rows; ++r)
    for (std::size_t c = 0; c < middle.columns; ++c)
      sum += a.at(r, i) * middle.at(r, c) * b.at(c, j);
  return sum;
}

std::vector<Recording> recordings_of(const std::vector<LabelledPart>& parts) {
  std::vector<Recording> recordings;
  for (const LabelledPart& part : parts) {
    if (part.tokens.count() >= kFewestNotesToName)
      recordings.push_back({&part, sound_of(part.tokens), {}});
  }
  return recordings;
}

/// Mean vectors at each register, every part counting for about as much as any other.
Vector centre_of(const std::vector<Recording>& recordings, std::size_t dimensions) {
  Vector centre(kRegisterCount * dimensions);
  RegisterWeights notes{};
  for (const Recording& recording : recordings) {
    const double weight = 1.0 / (static_cast<double>(recording.sound.note_count) + kSmoothNotes);
    for (std::size_t r = 0; r < kRegisterCount; ++r) {
      notes[r] += weight * recording.sound.register_notes[r];
      for (std::size_t d = 0; d < dimensions; ++d)
        centre[r * dimensions + d] += weight * recording.sound.register_sums[r * dimensions + d];
    }
  }
  for (std::size_t r = 0; r < kRegisterCount; ++r)
    for (std::size_t d = 0; d < dimensions; ++d)
      centre[r * dimensions + d] /= std::max(notes[r], 1e-9);
  return centre;
}

Vector difference_from(const Vector& centre, const PartSound& sound) {
  const auto dimensions = static_cast<std::size_t>(sound.dimensions);
  Vector difference(dimensions);
  for (std::size_t r = 0; r < kRegisterCount; ++r)
    for (std::size_t d = 0; d < dimensions; ++d)
      difference[d] += (sound.register_sums[r * dimensions + d] -
                        sound.register_notes[r] * centre[r * dimensions + d]) /
                       static_cast<double>(sound.note_count);
  return difference;
}

/// Covariance of the notes of one part.
DenseMatrix note_covariance(const std::vector<Recording>& recordings, const Vector& centre,
                            std::size_t dimensions) {
  DenseMatrix sum(dimensions, dimensions);
  double total = 0.0;
  for (const Recording& recording : recordings) {
    const NoteTokens& tokens = recording.part->tokens;
    const double weight = 1.0 / (static_cast<double>(tokens.count()) + kSmoothNotes);
    for (std::size_t n = 0; n < tokens.count(); ++n) {
      NoteTokens one{tokens.dimensions, {}, {}};
      one.add(tokens.notes[n], tokens.vector(n));
      Vector residual = difference_from(centre, sound_of(one));
      for (std::size_t d = 0; d < dimensions; ++d) residual[d] -= recording.difference[d];
      add_outer(sum, residual, weight);
      total += weight;
    }
  }
  scale(sum, 1.0 / total);
  return sum;
}

std::map<std::string, TimbreMean> timbres_of(const std::vector<Recording>& recordings) {
  std::map<std::string, TimbreMean> timbres;
  for (const Recording& recording : recordings) {
    TimbreMean& timbre = timbres[recording.part->source];
    timbre.mean.resize(recording.difference.size());
    ++timbre.recordings;
    for (std::size_t d = 0; d < timbre.mean.size(); ++d) timbre.mean[d] += recording.difference[d];
  }
  for (auto& [source, timbre] : timbres)
    for (double& x : timbre.mean) x /= static_cast<double>(timbre.recordings);
  return timbres;
}

/// Covariance of recordings of one timbre.
DenseMatrix recording_covariance(const std::vector<Recording>& recordings,
                                 const std::map<std::string, TimbreMean>& timbres,
                                 std::size_t dimensions) {
  DenseMatrix sum(dimensions, dimensions);
  for (const Recording& recording : recordings) {
    Vector residual = recording.difference;
    const Vector& mean = timbres.at(recording.part->source).mean;
    for (std::size_t d = 0; d < dimensions; ++d) residual[d] -= mean[d];
    add_outer(sum, residual, 1.0);
  }
  scale(sum, 1.0 / static_cast<double>(recordings.size() - timbres.size()));
  return sum;
}

/// Covariance of timbres: that of their means, less what recordings put into it.
DenseMatrix timbre_covariance(const std::map<std::string, TimbreMean>& timbres,
                              const DenseMatrix& of_recordings, std::size_t known) {
  const std::size_t dimensions = of_recordings.rows;
  Vector mean(dimensions);
  double share = 0.0;
  const auto count = static_cast<double>(known);
  for (const auto& [source, timbre] : timbres) {
    if (timbre.recordings < kFewestRecordings) continue;
    share += 1.0 / static_cast<double>(timbre.recordings) / count;
    for (std::size_t d = 0; d < dimensions; ++d) mean[d] += timbre.mean[d] / count;
  }
  DenseMatrix sum(dimensions, dimensions);
  for (const auto& [source, timbre] : timbres) {
    if (timbre.recordings < kFewestRecordings) continue;
    Vector difference = timbre.mean;
    for (std::size_t d = 0; d < dimensions; ++d) difference[d] -= mean[d];
    add_outer(sum, difference, 1.0 / (count - 1.0));
  }
  for (std::size_t i = 0; i < sum.cells.size(); ++i) sum.cells[i] -= share * of_recordings.cells[i];
  return sum;
}

/// Columns in which `covariance` is the identity.
DenseMatrix whitening_of(const DenseMatrix& covariance) {
  DenseMatrix columns = leading_eigenvectors(covariance, covariance.rows);
  double largest = 0.0;
  for (std::size_t k = 0; k < columns.columns; ++k) {
    const double variance = form(columns, k, covariance, columns, k);
    largest = std::max(largest, variance);
    const double length = std::sqrt(std::max({variance, kSmallestShare * largest, 1e-12}));
    for (std::size_t d = 0; d < columns.rows; ++d) columns.at(d, k) /= length;
  }
  return columns;
}

void set_axes(TimbreSpace& space, const DenseMatrix& of_notes, const DenseMatrix& of_recordings,
              const DenseMatrix& of_timbres) {
  const std::size_t dimensions = of_notes.rows;
  const DenseMatrix white = whitening_of(of_recordings);
  DenseMatrix between(dimensions, dimensions);
  for (std::size_t i = 0; i < dimensions; ++i)
    for (std::size_t j = 0; j < dimensions; ++j)
      between.at(i, j) = form(white, i, of_timbres, white, j);
  const std::size_t axes = std::min(kAxes, dimensions);
  const DenseMatrix turned = leading_eigenvectors(between, axes);
  DenseMatrix projection(dimensions, axes);
  for (std::size_t d = 0; d < dimensions; ++d)
    for (std::size_t k = 0; k < axes; ++k)
      for (std::size_t i = 0; i < dimensions; ++i)
        projection.at(d, k) += white.at(d, i) * turned.at(i, k);
  for (std::size_t k = 0; k < axes; ++k) {
    for (std::size_t d = 0; d < dimensions; ++d) space.projection.push_back(projection.at(d, k));
    space.timbre_variances.push_back(
        std::max(kSmallestTimbre, form(turned, k, between, turned, k)));
    space.note_variances.push_back(form(projection, k, of_notes, projection, k));
  }
}

}  // namespace

std::optional<TimbreSpace> fit_timbre_space(const std::vector<LabelledPart>& parts) {
  std::vector<Recording> recordings = recordings_of(parts);
  if (recordings.empty()) return {};
  TimbreSpace space;
  space.dimensions = recordings.front().sound.dimensions;
  const auto dimensions = static_cast<std::size_t>(space.dimensions);
  space.centre = centre_of(recordings, dimensions);
  for (Recording& recording : recordings)
    recording.difference = difference_from(space.centre, recording.sound);
  const std::map<std::string, TimbreMean> timbres = timbres_of(recordings);
  std::size_t known = 0;
  for (const auto& [source, timbre] : timbres) {
    if (timbre.recordings >= kFewestRecordings) ++known;
  }
  if (known < 2 || recordings.size() < timbres.size() + dimensions) return {};
  const DenseMatrix of_recordings = recording_covariance(recordings, timbres, dimensions);
  set_axes(space, note_covariance(recordings, space.centre, dimensions), of_recordings,
           timbre_covariance(timbres, of_recordings, known));
  return space;
}

}  // namespace divisi::parts
