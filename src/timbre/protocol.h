/// The published way to measure separated parts: all mixtures of 2, 3 and 4 of a piece's stems, the
/// number of sources given, parts paired with stems in the best way.
///
/// Source    Li and Zhu 2026, evaluation of the separated tracks: F_S is the mean over tracks and
///           mixtures of note F1 (onset within 50 ms, pitch within 50 cents, offsets not counted);
///           ratio = F_S over the note F1 of the mixture as a whole.
/// Units     seconds; rolls on frames of 256 samples at 22050 Hz.
/// Errors    what the functions handed in say.
/// Thread    one run at a time.
/// Deviates  frame F1 is of rolls on the network's own frames, theirs of mir_eval's multipitch on
///           10 ms; parts are paired by the least squared error of their rolls, as theirs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"
#include "nn/tensor.h"

namespace divisi::timbre {

struct ProtocolStem {
  std::string name;
  std::vector<float> samples;  ///< mono, 22050 Hz
  std::vector<Note> notes;
};

struct ProtocolPiece {
  std::string name;
  std::vector<ProtocolStem> stems;
};

/// Which notes are given parts.
enum class NoteOrigin {
  truth,
  network  ///< what ProtocolMeans::transcribe finds in the mixture
};

/// How they are given parts.
enum class Grouping {
  notes,       ///< spectral clustering of the notes' embeddings
  cells,       ///< of cells; a note goes where most of its cells go
  pitch_bands  ///< control: as many bands of pitch, with as many notes in each
};

struct ProtocolMeans {
  std::function<Expected<nn::Map>(const std::vector<float>& samples)> embed;
  std::function<Expected<std::vector<Note>>(const std::vector<float>& samples)> transcribe;
};

/// Means over mixtures of one size.
struct ProtocolRow {
  int source_count = 0;
  NoteOrigin origin = NoteOrigin::truth;
  Grouping grouping = Grouping::notes;
  int mixtures = 0;
  double separated_note_f1 = 0.0;
  double separated_frame_f1 = 0.0;
  double agnostic_note_f1 = 0.0;  ///< of all notes, whoever plays them
  double ratio = 0.0;             ///< of the two note F1s
};

/// Each choice of `count` of `total`, in order.
std::vector<std::vector<std::size_t>> choices(std::size_t total, std::size_t count);

/// A row for each size (2 to 4), origin and grouping of which there is any mixture. Without
/// `means.transcribe`, only the truth's notes. `progress` hears each mixture's name.
Expected<std::vector<ProtocolRow>> run_protocol(
    const std::vector<ProtocolPiece>& pieces, const ProtocolMeans& means,
    const std::function<void(const std::string&)>& progress);

}  // namespace divisi::timbre
