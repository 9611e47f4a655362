#include "timbre/solo_pieces.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "audio/mono_source.h"
#include "core/check.h"
#include "core/json.h"
#include "core/parallel.h"
#include "data/synthetic.h"
#include "features/cqt.h"
#include "features/energy_norm.h"
#include "features/published_energy.h"
#include "models/published_encoder.h"

namespace divisi::timbre {
namespace {

constexpr double kLeastWeight = 0.8;
constexpr double kMostWeight = 1.2;
constexpr auto kBins = static_cast<std::size_t>(models::kPublishedBins);
constexpr auto kPitches = static_cast<std::size_t>(models::kPublishedPitches);

std::vector<Note> as_notes(const std::vector<core::AnnotatedNote>& annotated) {
  std::vector<Note> notes;
  for (const core::AnnotatedNote& note : annotated) {
    if (core::is_percussion(note.source)) continue;
    notes.push_back({note.onset_s, note.offset_s, static_cast<int>(std::lround(note.pitch_midi))});
  }
  return notes;
}

Expected<int> read_class(const std::filesystem::path& path) {
  const Expected<core::JsonValue> facts = core::read_json(path);
  if (!facts) return facts.error();
  const std::optional<double> timbre_class = facts->find_number("timbre_class");
  if (!timbre_class || *timbre_class < 0 || *timbre_class > 1e6) {
    return Error{ErrorCode::corrupt,
                 path.string() + ": no number \"timbre_class\", expected a clip of one class",
                 path.string()};
  }
  return static_cast<int>(*timbre_class);
}

Expected<SoloPiece> load_piece(const data::Clip& clip) {
  const Expected<int> timbre_class = read_class(clip.mix.parent_path() / "clip.json");
  if (!timbre_class) return timbre_class.error();
  const Expected<std::vector<float>> samples =
      audio::read_all_mono(clip.mix, static_cast<int>(features::published_cqt().sample_rate_hz));
  if (!samples) return samples.error();
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  Expected<SoloPiece> piece = make_solo_piece(*samples, as_notes(annotation->notes), *timbre_class);
  if (piece) piece->name = clip.id;
  return piece;
}

/// Pieces of `count` different classes.
std::vector<const SoloPiece*> draw_pieces(const std::vector<SoloPiece>& pieces, int count,
                                          core::Rng& rng) {
  std::vector<const SoloPiece*> order;
  for (const SoloPiece& piece : pieces) order.push_back(&piece);
  rng.shuffle(order);
  std::vector<const SoloPiece*> chosen;
  for (const SoloPiece* piece : order) {
    const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const SoloPiece* other) {
      return other->timbre_class == piece->timbre_class;
    });
    if (!known) chosen.push_back(piece);
    if (chosen.size() == static_cast<std::size_t>(count)) break;
  }
  DIVISI_CHECK(chosen.size() == static_cast<std::size_t>(count), "as many classes as sources");
  return chosen;
}

/// Where a part of the mixture comes from.
struct Take {
  const SoloPiece* piece = nullptr;
  int first_frame = 0;
  float weight = 1.0f;
};

std::vector<std::complex<float>> add(const std::vector<Take>& takes, int frames) {
  std::vector<std::complex<float>> sum(static_cast<std::size_t>(frames) * kBins);
  float total = 0.0f;
  for (const Take& take : takes) total += take.weight;
  for (const Take& take : takes) {
    const int end = std::min(frames, take.piece->frame_count - take.first_frame);
    const auto* from =
        take.piece->cells.data() + static_cast<std::size_t>(take.first_frame) * kBins;
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(0, end)) * kBins; ++i) {
      sum[i] += from[i] * (take.weight / total);
    }
  }
  return sum;
}

bool sounds(const Take& take, int frame, std::size_t pitch) {
  const int at = take.first_frame + frame;
  return at < take.piece->frame_count &&
         take.piece->active[static_cast<std::size_t>(at) * kPitches + pitch] != 0;
}

void find_anchors(const std::vector<Take>& takes, const MixtureOptions& options, core::Rng& rng,
                  Mixture& mixture) {
  mixture.mask = Map2d(static_cast<std::size_t>(options.crop_frames), kPitches);
  for (int t = 0; t < options.crop_frames; ++t) {
    for (std::size_t p = 0; p < kPitches; ++p) {
      const bool any = std::any_of(takes.begin(), takes.end(),
                                   [&](const Take& take) { return sounds(take, t, p); });
      if (!any) continue;
      mixture.anchors.push_back({t, static_cast<int>(p)});
      mixture.mask.at(static_cast<std::size_t>(t), p) = 1.0f;
    }
  }
  if (mixture.anchors.size() > static_cast<std::size_t>(options.most_anchors)) {
    rng.shuffle(mixture.anchors);
    mixture.anchors.resize(static_cast<std::size_t>(options.most_anchors));
  }
  for (const parts::Cell& cell : mixture.anchors) {
    for (const Take& take : takes) {
      mixture.labels.push_back(sounds(take, cell.frame, static_cast<std::size_t>(cell.pitch)));
    }
  }
}

}  // namespace

parts::EmbeddingGrid published_grid() {
  const features::CqtSpec spec = features::published_cqt();
  return {{spec.hop_samples / spec.sample_rate_hz, 0.0},
          {models::kPublishedLowestMidi, models::kPublishedPitches}};
}

Expected<SoloPiece> make_solo_piece(const std::vector<float>& samples,
                                    const std::vector<Note>& notes, int timbre_class) {
  auto cells = features::transform_clip(features::published_cqt(), samples);
  if (!cells) return cells.error();
  SoloPiece piece;
  piece.timbre_class = timbre_class;
  piece.cells = std::move(*cells);
  piece.frame_count = static_cast<int>(piece.cells.size() / kBins);
  piece.active.assign(static_cast<std::size_t>(piece.frame_count) * kPitches, 0);
  for (const Note& note : notes) {
    const parts::NoteCells where = parts::cells_of(note, published_grid(), piece.frame_count);
    for (int t = where.first_frame; t < where.end_frame; ++t) {
      piece.active[static_cast<std::size_t>(t) * kPitches + static_cast<std::size_t>(where.pitch)] =
          1;
    }
  }
  return piece;
}

Expected<std::vector<SoloPiece>> load_solo_pieces(const std::filesystem::path& folder,
                                                  int threads) {
  const Expected<data::Dataset> set = data::load_synthetic(folder);
  if (!set) return set.error();
  return core::parallel_collect(set->clips.size(), threads,
                                [&](std::size_t i) { return load_piece(set->clips[i]); });
}

Mixture draw_mixture(const std::vector<SoloPiece>& pieces, const MixtureOptions& options,
                     core::Rng& rng) {
  const int count = rng.integer(options.least_sources, options.most_sources);
  std::vector<Take> takes;
  for (const SoloPiece* piece : draw_pieces(pieces, count, rng)) {
    const int spare = std::max(0, piece->frame_count - options.crop_frames);
    const int first = rng.integer(0, spare);
    takes.push_back({piece, first, static_cast<float>(rng.uniform(kLeastWeight, kMostWeight))});
  }
  Mixture mixture;
  mixture.source_count = count;
  mixture.energy = features::energy_norm(add(takes, options.crop_frames), kBins);
  find_anchors(takes, options, rng, mixture);
  return mixture;
}

}  // namespace divisi::timbre
