#include "timbre/encoder_run.h"

#include <algorithm>
#include <cstring>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "features/published_energy.h"
#include "timbre/mixture_training.h"

namespace divisi::timbre {
namespace {

/// The first line of what libtorch says.
std::string reason_of(const c10::Error& problem) {
  const std::string text = problem.what_without_backtrace();
  return text.substr(0, std::min<std::size_t>(text.find('\n'), 120));
}

}  // namespace

Expected<void> train_encoder(const EncoderRecipe& recipe, const std::vector<SoloPiece>& pieces,
                             const std::filesystem::path& folder,
                             const std::function<void(const std::string&)>& log) {
  torch::manual_seed(recipe.seed);
  EncoderNet net(recipe.published_quirks);
  net->train();
  train_on_mixtures(
      recipe, pieces,
      {net->parameters(), [&](const MixtureBatch& batch) { return net->forward(batch.energy); },
       [&] { net->constrain(); }},
      log);
  if (auto made = core::make_folder(folder); !made) return made;
  auto written = core::write_file_atomically(folder / "encoder.pt",
                                             [&](const std::filesystem::path& temporary) {
                                               torch::save(net, temporary.string());
                                               return Expected<void>();
                                             });
  if (!written) return written;
  return core::write_file_atomically(folder / "recipe.json", to_json(recipe));
}

Expected<EncoderNet> load_encoder(const std::filesystem::path& folder) {
  const Expected<EncoderRecipe> recipe = read_encoder_recipe(folder / "recipe.json");
  if (!recipe) return recipe.error();
  EncoderNet net(recipe->published_quirks);
  const std::filesystem::path path = folder / "encoder.pt";
  try {
    torch::load(net, path.string());
  } catch (const c10::Error& problem) {
    return Error{ErrorCode::corrupt,
                 path.string() + ": expected the published encoder's weights, libtorch says " +
                     reason_of(problem),
                 path.string()};
  }
  net->eval();
  return net;
}

Expected<nn::Map> embed(EncoderNet& net, const std::vector<float>& samples) {
  Expected<Map2d> heard = features::published_energy(samples);
  if (!heard) return heard.error();
  Map2d& energy = *heard;
  const torch::NoGradGuard no_gradient;
  const auto frames = static_cast<std::int64_t>(energy.rows);
  const torch::Tensor input =
      torch::from_blob(energy.cells.data(), {1, frames, models::kPublishedBins, 1});
  const torch::Tensor vectors = net->forward(input).contiguous();
  nn::Map map(static_cast<int>(frames), static_cast<int>(vectors.size(2)),
              static_cast<int>(vectors.size(3)));
  std::memcpy(map.data(), vectors.data_ptr<float>(), map.size() * sizeof(float));
  return map;
}

}  // namespace divisi::timbre
