/// MAPS: piano music played by a Disklavier and by software instruments.
///
/// Layout    anywhere beneath the folder, MAPS_MUS-<piece>_<instrument>.wav with a .txt of the same
///           name beside it: the header OnsetTime OffsetTime MidiPitch, then seconds, seconds and
///           key, blank separated. Only whole pieces (MUS) are listed, not single notes and chords.
/// Licence   CC BY-NC-SA 2.0 FR.
/// Splits    the usual one (Sigtia et al. 2016, configuration II): the real pianos ENSTDkAm and
///           ENSTDkCl are test, the software instruments train. Pieces occur in both.
/// Citation  V. Emiya, R. Badeau, B. David: Multipitch estimation of piano sounds using a new
///           probabilistic spectral smoothness principle. IEEE Trans. Audio, Speech and Language
///           Processing 18(6), 2010.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// Errors    not_found: no such folder, no piece in it, or one without its text file.
Expected<Dataset> load_maps(const std::filesystem::path& folder);

}  // namespace divisi::data
