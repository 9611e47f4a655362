/// The share network that is built into the program, or one from a file.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"
#include "engine/learned_shares.h"
#include "models/share_model.h"

namespace divisi::engine {

/// That of `weights`; the built-in one when that is empty; none when it is kNoStemModel, or when it
/// is empty and the program was built without models/divisi_shares.dvw.
/// Errors    those of reading;
///           corrupt, naming the file: it holds no share network, or one for other cells.
Expected<std::shared_ptr<const models::ShareModel>> load_share_model(
    const std::filesystem::path& weights);

/// What decides who has what: the fitted shares, corrected by `model` unless that is null.
/// `model` must outlive what comes out.
std::unique_ptr<separate::ShareEstimator> refine(LearnedShares learned,
                                                 const models::ShareModel* model,
                                                 const std::vector<Part>& parts, int threads);

}  // namespace divisi::engine
