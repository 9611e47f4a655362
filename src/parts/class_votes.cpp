#include "parts/class_votes.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "core/check.h"
#include "parts/compared_notes.h"
#include "parts/group_notes.h"

namespace divisi::parts {
namespace {

constexpr int kRounds = 20;  // of going half of the way that is left
constexpr double kLeastShare = 1e-6;
constexpr double kShift = 0.5;  // of the leaning that is taken off
constexpr int kTimes = 10;      // that notes are asked anew at most
/// What a note's own log-probability weighs beside the mean logit of pairs.
constexpr double kOwnSay = 0.5;

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

/// What notes say themselves: the logs, leaning to no class as much as they did.
ClassLogs own_say(ClassLogs logs) {
  const std::vector<double> leaning = leaning_of(logs);
  for (std::vector<double>& note : logs) {
    for (std::size_t c = 0; c < note.size(); ++c)
      note[c] = kOwnSay * (note[c] - kShift * leaning[c]);
  }
  return logs;
}

std::vector<int> likeliest(const ClassLogs& logs) {
  std::vector<int> class_of_note;
  for (const std::vector<double>& note : logs)
    class_of_note.push_back(
        static_cast<int>(std::max_element(note.begin(), note.end()) - note.begin()));
  return class_of_note;
}

/// What each note says itself, and how like it is to what the classes have. One that has nothing
/// yet is as the least alike of the others.
ClassLogs with_likeness(const ClassLogs& own, const ComparedNotes& notes,
                        const std::vector<int>& class_of_note) {
  std::vector<Source> classes = notes.gather(class_of_note, own.front().size());
  std::vector<std::size_t> have_notes, have_none;
  for (std::size_t c = 0; c < classes.size(); ++c)
    (classes[c].has_notes() ? have_notes : have_none).push_back(c);
  std::erase_if(classes, [](const Source& one) { return !one.has_notes(); });
  const std::vector<float> alike = notes.compare_with(classes);
  ClassLogs logs = own;
  for (std::size_t n = 0; n < logs.size(); ++n) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < have_notes.size(); ++i) {
      const auto says = static_cast<double>(alike[i * notes.stride() + n]);
      logs[n][have_notes[i]] += says;
      least = std::min(least, says);
    }
    for (const std::size_t c : have_none) logs[n][c] += least;
  }
  return logs;
}

/// The classes whose logs are those of `first`, itself among them; none where an earlier one has
/// them, too.
std::vector<int> twins_of(const ClassLogs& logs, std::size_t first) {
  std::vector<int> twins;
  for (std::size_t c = 0; c < logs.front().size(); ++c) {
    const bool are_same = std::all_of(logs.begin(), logs.end(),
                                      [&](const auto& note) { return note[c] == note[first]; });
    if (are_same && c < first) return {};
    if (are_same) twins.push_back(static_cast<int>(c));
  }
  return twins;
}

/// The notes of the first of some twins are dealt to all of them, by likeness.
void share_among(const std::vector<int>& twins, const NoteTokens& tokens, const PairModel& pairs,
                 std::vector<int>& class_of_note) {
  std::vector<std::size_t> theirs;
  for (std::size_t n = 0; n < class_of_note.size(); ++n) {
    if (class_of_note[n] == twins.front()) theirs.push_back(n);
  }
  GroupOptions options;
  options.count = static_cast<int>(twins.size());
  const Grouping groups = group_notes(tokens.only(theirs), pairs, options);
  for (std::size_t i = 0; i < theirs.size(); ++i)
    class_of_note[theirs[i]] = twins[static_cast<std::size_t>(groups.part_of_note[i])];
}

/// Before anything is compared.
std::vector<int> first_classes(const ClassLogs& own, const NoteTokens& tokens,
                               const PairModel& pairs) {
  std::vector<int> class_of_note = likeliest(own);
  for (std::size_t c = 0; c < own.front().size(); ++c) {
    const std::vector<int> twins = twins_of(own, c);
    if (twins.size() > 1) share_among(twins, tokens, pairs, class_of_note);
  }
  return class_of_note;
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

Map2d class_shares(const ClassLogs& logs, const NoteTokens& tokens, const PairModel& pairs) {
  DIVISI_CHECK(tokens.count() == logs.size(), "as many notes as logs of them");
  if (logs.empty()) return {};
  const ComparedNotes notes(tokens, pairs);
  const ClassLogs own = own_say(logs);
  ClassLogs all;
  std::vector<int> before, now = first_classes(own, tokens, pairs);
  for (int time = 0; time < kTimes && now != before; ++time) {
    all = with_likeness(own, notes, now);
    before = std::exchange(now, likeliest(all));
  }
  Map2d likely(logs.size(), own.front().size());
  for (std::size_t n = 0; n < all.size(); ++n) {
    to_shares(all[n]);
    std::copy(all[n].begin(), all[n].end(), likely.row(n));
  }
  return likely;
}

}  // namespace divisi::parts
