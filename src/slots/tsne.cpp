#include "slots/tsne.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/rng.h"

namespace divisi::slots {
namespace {

using Plane = std::vector<std::array<double, 2>>;

constexpr int kSteps = 750;
constexpr int kExaggeratedSteps = 150;
constexpr double kExaggeration = 4.0;
constexpr double kLearningRate = 50.0;

std::vector<double> squared_distances(const std::vector<float>& vectors, std::size_t dimensions) {
  const std::size_t count = vectors.size() / dimensions;
  std::vector<double> distances(count * count, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double sum = 0.0;
      for (std::size_t d = 0; d < dimensions; ++d) {
        const double gap = double{vectors[i * dimensions + d]} - vectors[j * dimensions + d];
        sum += gap * gap;
      }
      distances[i * count + j] = distances[j * count + i] = sum;
    }
  }
  return distances;
}

/// One row's neighbours as probabilities; returns their entropy.
double neighbours(const double* distances, std::size_t count, std::size_t self, double precision,
                  double* out) {
  double sum = 0.0, weighted = 0.0;
  for (std::size_t j = 0; j < count; ++j) {
    out[j] = j == self ? 0.0 : std::exp(-distances[j] * precision);
    sum += out[j];
    weighted += out[j] * distances[j];
  }
  sum = std::max(sum, 1e-300);
  for (std::size_t j = 0; j < count; ++j) out[j] /= sum;
  return std::log(sum) + precision * weighted / sum;
}

/// Eqs. 1 and 2: each row's precision by bisection, then both directions' mean.
std::vector<double> joint_probabilities(const std::vector<double>& distances, std::size_t count,
                                        double perplexity) {
  std::vector<double> rows(count * count);
  const double wanted = std::log(perplexity);
  for (std::size_t i = 0; i < count; ++i) {
    double low = 0.0, high = 0.0, precision = 1.0;
    for (int round = 0; round < 60; ++round) {
      const double entropy =
          neighbours(&distances[i * count], count, i, precision, &rows[i * count]);
      if (entropy > wanted) {
        low = precision;
        precision = high > 0.0 ? (low + high) / 2.0 : precision * 2.0;
      } else {
        high = precision;
        precision = (low + high) / 2.0;
      }
    }
  }
  std::vector<double> joint(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j)
      joint[i * count + j] = std::max(
          (rows[i * count + j] + rows[j * count + i]) / (2.0 * static_cast<double>(count)), 1e-12);
  }
  return joint;
}

/// Eq. 5, with the joint probabilities times `exaggeration`.
Plane gradient_of(const std::vector<double>& joint, double exaggeration, const Plane& places) {
  const std::size_t count = places.size();
  std::vector<double> closeness(count * count, 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double x = places[i][0] - places[j][0], y = places[i][1] - places[j][1];
      closeness[i * count + j] = closeness[j * count + i] = 1.0 / (1.0 + x * x + y * y);
      sum += 2.0 * closeness[i * count + j];
    }
  }
  Plane gradient(count, {0.0, 0.0});
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      const double near = closeness[i * count + j];
      const double pull =
          4.0 * (exaggeration * joint[i * count + j] - std::max(near / sum, 1e-12)) * near;
      for (std::size_t a = 0; a < 2; ++a)
        gradient[i][a] += i == j ? 0.0 : pull * (places[i][a] - places[j][a]);
    }
  }
  return gradient;
}

}  // namespace

Plane flatten_by_tsne(const std::vector<float>& vectors, std::size_t dimensions,
                      double perplexity) {
  DIVISI_CHECK(dimensions > 0 && vectors.size() % dimensions == 0, "whole vectors");
  const std::size_t count = vectors.size() / dimensions;
  Plane places(count), speed(count, {0.0, 0.0}), gains(count, {1.0, 1.0});
  core::Rng rng(1);
  for (auto& place : places) place = {rng.uniform(-1e-2, 1e-2), rng.uniform(-1e-2, 1e-2)};
  if (count < 3) return places;
  const double neighbourhood = std::min(perplexity, (static_cast<double>(count) - 1.0) / 2.0);
  const std::vector<double> joint =
      joint_probabilities(squared_distances(vectors, dimensions), count, neighbourhood);
  for (int step = 0; step < kSteps; ++step) {
    const bool early = step < kExaggeratedSteps;
    const Plane gradient = gradient_of(joint, early ? kExaggeration : 1.0, places);
    const double momentum = early ? 0.5 : 0.8;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t a = 0; a < 2; ++a) {
        const bool turned = (gradient[i][a] > 0.0) != (speed[i][a] > 0.0);
        gains[i][a] = std::max(0.01, turned ? gains[i][a] + 0.2 : gains[i][a] * 0.8);
        speed[i][a] = momentum * speed[i][a] - kLearningRate * gains[i][a] * gradient[i][a];
        places[i][a] += speed[i][a];
      }
    }
  }
  return places;
}

}  // namespace divisi::slots
