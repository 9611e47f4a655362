#include "draw/scatter.h"
#include "models/slot_net.h"
#include "slots/piece_clips.h"
#include "slots/teacher.h"
#include "slots/teacher_loss.h"
#include "slots/tsne.h"

namespace divisi::slots {
namespace {

Expected<void> draw_windows(const torch::Tensor& vectors, const std::vector<StemFeatures>& stems,
                            const std::string& split, int views,
                            const std::filesystem::path& picture) {
  const torch::Tensor flat = vectors.contiguous();
  const std::vector<float> values(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  const auto places = flatten_by_tsne(values, static_cast<std::size_t>(flat.size(1)));
  std::vector<draw::PointGroup> groups;
  std::size_t n = 0;
  for (const StemFeatures& stem : stems) {
    draw::PointGroup group{stem.piece.substr(0, stem.piece.find('_')) + " " + stem.source, {}};
    for (int v = 0; v < views; ++v, ++n) group.points.emplace_back(places[n][0], places[n][1]);
    groups.push_back(std::move(group));
  }
  return draw::write_scatter("Timbre of windows, by source (" + split + ")", groups, picture);
}

}  // namespace

Expected<Retrieval> measure_retrieval(Teacher& teacher, const std::vector<SlotPiece>& pieces,
                                      const std::string& split, int threads,
                                      const std::filesystem::path& picture) {
  Expected<std::vector<StemFeatures>> loaded =
      load_stems(pieces_of(pieces, split), teacher.recipe(), threads);
  if (!loaded) return loaded.error();
  const std::vector<StemFeatures> stems = with_windows(std::move(*loaded));
  Retrieval found;
  found.sources = static_cast<int>(stems.size());
  if (stems.empty()) return found;
  const int views = teacher.recipe().validation_windows;
  const torch::Tensor vectors = teacher.embed(even_windows(stems, views, teacher.recipe()));
  found.windows = static_cast<int>(vectors.size(0));
  found.top_1 = retrieval_accuracy(vectors, views, 1);
  found.top_5 = retrieval_accuracy(vectors, views, 5);
  if (picture.empty()) return found;
  const auto drawn = draw_windows(vectors, stems, split, views, picture);
  if (!drawn) return drawn.error();
  return found;
}

}  // namespace divisi::slots
