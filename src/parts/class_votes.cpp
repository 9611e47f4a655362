#include "parts/class_votes.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/check.h"

namespace divisi::parts {
namespace {

constexpr int kRounds = 20;  // of going half of the way that is left
constexpr double kLeastShare = 1e-6;
constexpr double kShift = 0.5;  // of the leaning that is taken off

/// From logs, adding up to 1.
void to_shares(std::vector<double>& logs) {
  const double most = *std::max_element(logs.begin(), logs.end());
  double all = 0.0;
  for (double& log : logs) all += log = std::exp(log - most);
  for (double& share : logs) share /= all;
}

/// The mean over notes of their shares, `less` taken off their logs.
std::vector<double> mean_shares(const ClassLogs& logs, const std::vector<double>& less) {
  std::vector<double> mean(less.size(), 0.0);
  std::vector<double> own(less.size());
  for (const std::vector<double>& note : logs) {
    std::transform(note.begin(), note.end(), less.begin(), own.begin(), std::minus<>());
    to_shares(own);
    for (std::size_t c = 0; c < own.size(); ++c)
      mean[c] += own[c] / static_cast<double>(logs.size());
  }
  return mean;
}

/// [P][K] the mean of the notes' logs, each weighing as much as the part won of it.
ClassLogs logs_of_parts(const ClassLogs& logs, const Map2d& shares) {
  ClassLogs means(shares.columns, std::vector<double>(logs.front().size(), 0.0));
  for (std::size_t p = 0; p < means.size(); ++p) {
    double won = 0.0;
    for (std::size_t n = 0; n < logs.size(); ++n) {
      const auto share = static_cast<double>(shares.at(n, p));
      won += share;
      for (std::size_t c = 0; c < means[p].size(); ++c) means[p][c] += share * logs[n][c];
    }
    for (double& mean : means[p]) mean /= std::max(won, kLeastShare);
  }
  return means;
}

}  // namespace

std::vector<double> leaning_of(const ClassLogs& logs) {
  if (logs.empty()) return {};
  std::vector<double> leaning(logs.front().size(), 0.0);
  const auto classes = static_cast<double>(leaning.size());
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<double> shares = mean_shares(logs, leaning);
    for (std::size_t c = 0; c < leaning.size(); ++c)
      leaning[c] += 0.5 * std::log(std::max(kLeastShare, shares[c]) * classes);
  }
  return leaning;
}

Map2d class_shares(const ClassLogs& logs, const Map2d& shares, double say_of_parts) {
  DIVISI_CHECK(shares.rows == logs.size(), "a row of shares for each note");
  if (logs.empty()) return {};
  ClassLogs shifted = logs;
  const std::vector<double> leaning = leaning_of(logs);
  for (std::vector<double>& note : shifted) {
    for (std::size_t c = 0; c < note.size(); ++c) note[c] -= kShift * leaning[c];
  }
  const ClassLogs parts = logs_of_parts(shifted, shares);
  Map2d likely(logs.size(), leaning.size());
  for (std::size_t n = 0; n < shifted.size(); ++n) {
    std::vector<double>& note = shifted[n];
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const double say = say_of_parts * static_cast<double>(shares.at(n, p));
      for (std::size_t c = 0; c < note.size(); ++c) note[c] += say * parts[p][c];
    }
    to_shares(note);
    std::copy(note.begin(), note.end(), likely.row(n));
  }
  return likely;
}

}  // namespace divisi::parts
