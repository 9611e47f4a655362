/// Which class of instruments each note is of, when it is known which play, and notes that sound
/// alike have a say in it.
///
/// Problem   A note alone is taken for the wrong class every fourth time, and a sound that nobody
///           has heard may lean to one class from the first note to the last.
/// Idea      What is certain is that every class plays: the logs are shifted, by class, half of the
///           way to where all classes have as much of the notes. Then each note is asked anew, and
///           says how like it is, on average, to the notes that each class has so far
///           (parts/pair_model.h), beside what it says itself; until no note changes its class, or
///           ten times. Classes whose logs are the same, as those of two guitars are, have nothing
///           but likeness to be told apart by: they begin with groups of the notes that are theirs.
/// Source    ours; iterated conditional modes (Besag 1986) of a field in which all notes are
///           neighbours. How much likeness says was chosen on made clips (docs/papers/cerberus.md).
/// Errors    none.
/// Cost      O(N K (D + 1)) for each time.
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "parts/note_token.h"
#include "parts/pair_model.h"

namespace divisi::parts {

/// [N][K] the log-probability of each class for each note; what is added to all of a note's classes
/// changes nothing.
using ClassLogs = std::vector<std::vector<double>>;

/// What has to be taken off each class [K] for all to have the same share of the notes.
std::vector<double> leaning_of(const ClassLogs& logs);

/// How likely each note is of each class, [N, K], rows adding up to 1. `tokens` are the same N
/// notes, as what tells players apart remembers them.
Map2d class_shares(const ClassLogs& logs, const NoteTokens& tokens, const PairModel& pairs);

}  // namespace divisi::parts
