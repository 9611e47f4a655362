/// Which class of instruments each note is of, when it is known which play, and notes that sound
/// alike have a say in it.
///
/// Problem   A note alone is taken for the wrong class every fourth time, and a sound that nobody
///           has heard may lean to one class from the first note to the last.
/// Idea      What is certain is that every class plays: the logs are shifted, by class, half of the
///           way to where all classes have as much of the notes. Then each note is heard together
///           with the parts that it belongs to (Transcription::dealing), whose notes say on average
///           which class they are of.
/// Source    ours; how far was chosen on clips with the sounds of training
///           (docs/papers/cerberus.md).
/// Errors    none.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/grid.h"

namespace divisi::parts {

/// [N][K] the log-probability of each class for each note; what is added to all of a note's classes
/// changes nothing.
using ClassLogs = std::vector<std::vector<double>>;

/// What has to be taken off each class [K] for all to have the same share of the notes.
std::vector<double> leaning_of(const ClassLogs& logs);

/// How likely each note is of each class, [N, K], rows adding up to 1; `shares` [N, P] of it that
/// each part won, and `say_of_parts` what these say, beside what it says itself.
Map2d class_shares(const ClassLogs& logs, const Map2d& shares, double say_of_parts);

}  // namespace divisi::parts
