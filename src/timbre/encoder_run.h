/// The published encoder from pieces to weights, and from a recording to embeddings.
///
/// Errors    io, corrupt: naming the file; throws c10::Error as libtorch does.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "nn/tensor.h"
#include "timbre/encoder_net.h"
#include "timbre/encoder_recipe.h"

namespace divisi::timbre {

/// Trains and writes `folder`/encoder.pt and `folder`/recipe.json.
Expected<void> train_encoder(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                             const std::filesystem::path& folder,
                             const std::function<void(const std::string&)>& log);

/// What train_encoder() wrote.
Expected<EncoderNet> load_encoder(const std::filesystem::path& folder);

/// Mono samples at 22050 Hz -> unit vectors [T, 84, 12] on published_grid().
Expected<nn::Map> embed(EncoderNet& net, const std::vector<float>& samples);

/// Trains the first version's memory for the recipe's steps, and says what its answer is worth:
/// cosines of active cells' vectors with those of the controls, and how well each tells pairs of
/// one instrument from others, on mixtures of the same pieces drawn anew. A table, as text.
std::string try_attention_memory(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                                 const std::function<void(const std::string&)>& log);

}  // namespace divisi::timbre
