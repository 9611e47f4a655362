/// URMP: 44 classical pieces for two to five players, recorded one by one.
///
/// Layout    [Dataset/]NN_<piece>_<instruments>/ with AuMix_<folder>.wav and for each player k
///           AuSep_k_<instrument>_NN_<piece>.wav, Notes_k_... .txt (onset in seconds, frequency in
///           Hz, duration in seconds; blank separated) and F0s_k_... .txt (seconds, Hz; 0 silent).
/// Licence   research use; see the collection's web page.
/// Splits    none official; `split` is empty.
/// Citation  B. Li, X. Liu, K. Dinesh, Z. Duan, G. Sharma: Creating a multitrack classical music
///           performance dataset for multimodal music analysis. IEEE Trans. Multimedia 21(2), 2019.
#pragma once

#include <filesystem>

#include "data/dataset.h"

namespace divisi::data {

/// A source is "<k> <instrument>", for example "1 vn": the same instrument may play twice.
/// Errors    not_found: no such folder, no piece in it, or a piece without one of its files.
Expected<Dataset> load_urmp(const std::filesystem::path& folder);

}  // namespace divisi::data
