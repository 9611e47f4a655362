#include "engine/loaded_shares.h"

#include <string>
#include <utility>

#include "core/atomic_file.h"
#include "divisi/stems.h"
#include "engine/kind_of_sound.h"
#include "nn/weights_file.h"
#include "separate/refined_shares.h"
#include "separate/share_cells.h"
#ifdef DIVISI_EMBED_SHARES
#include "embedded/divisi_shares.h"
#endif

namespace divisi::engine {
namespace {

using SharedModel = std::shared_ptr<const models::ShareModel>;

std::string_view built_in() {
#ifdef DIVISI_EMBED_SHARES
  return embedded::divisi_shares();
#else
  return {};
#endif
}

Expected<SharedModel> parse(std::string_view bytes, const std::string& name) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::parse(bytes, name);
  if (!file) return file.error();
  auto model = models::ShareModel::load(*file);
  if (!model) return model.error();
  if (!*model) return Error{ErrorCode::corrupt, name + ": there is no share network in it", name};
  const models::ShareNetSpec& spec = (*model)->spec();
  if (spec.bands != separate::kBands || spec.numbers != separate::kCellNumbers ||
      spec.sounds != models::kSoundCount) {
    return Error{ErrorCode::corrupt, name + ": its share network is for other bands or sounds",
                 name};
  }
  return SharedModel(std::make_shared<models::ShareModel>(std::move(**model)));
}

}  // namespace

Expected<SharedModel> load_share_model(const std::filesystem::path& weights) {
  if (weights == kNoStemModel) return SharedModel();
  if (weights.empty()) {
    return built_in().empty() ? SharedModel() : parse(built_in(), "built-in share weights");
  }
  const Expected<std::string> bytes = core::read_file(weights);
  if (!bytes) return bytes.error();
  return parse(*bytes, weights.string());
}

std::unique_ptr<separate::ShareEstimator> refine(LearnedShares learned,
                                                 const models::ShareModel* model,
                                                 const std::vector<Part>& parts, int threads) {
  if (model == nullptr) return std::move(learned.fitted);
  separate::Refinement refinement;
  for (const Part& part : parts) refinement.sounds.push_back(sound_of(part));
  refinement.reference_level = learned.reference_level;
  refinement.threads = threads;
  return std::make_unique<separate::RefinedShares>(std::move(learned.fitted), *model,
                                                   std::move(refinement));
}

}  // namespace divisi::engine
