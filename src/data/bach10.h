/// Bach10: ten four-part chorales for violin, clarinet, saxophone and bassoon, recorded one by one.
///
/// Layout    NN-<piece>/ with NN-<piece>.wav, NN-<piece>-<instrument>.wav (the saxophone is spelt
///           "saxphone" in version 1.1), and two MATLAB files: -GTF0s.mat, the matrix GTF0s [4, T]
///           of MIDI pitches (0 where silent), frame t centred on 23 ms + t 10 ms; -GTNotes.mat,
///           the cells GTNotes [4, 1], each a list of notes, each a matrix [2, L] of frame numbers
///           (from 1) and pitches. Rows are the instruments in the order above.
/// Licence   free for research with citation.
/// Splits    none; `split` is empty. Never trained on here: it is an evaluation set.
/// Citation  Z. Duan, B. Pardo, C. Zhang: Multiple fundamental frequency estimation by modeling
///           spectral peaks and non-peak regions. IEEE Trans. Audio, Speech and Language Processing
///           18(8), 2010.
/// Deviates  the .txt files hold the score's chords aligned to the mix, with onsets common to all
///           parts and offsets that may precede them; they are not read.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// A note lasts from half a frame before its first frame to half a frame after its last; its pitch
/// is the rounded mean.
/// Errors    not_found: no such folder, no piece in it, or a piece without one of its files;
///           corrupt: MATLAB files of another shape.
Expected<Dataset> load_bach10(const std::filesystem::path& folder);

}  // namespace divisi::data
