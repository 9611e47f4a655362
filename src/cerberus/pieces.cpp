#include "cerberus/pieces.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>

#include "core/parallel.h"
#include "data/band_pieces.h"
#include "data/datasets.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kGridSamples = 32L * kLevelBlockSamples;  ///< from crop to crop
constexpr int kUnknownVelocity = 64;
static_assert(models::kCerberusInstruments.size() == data::kBandClasses.size());

Note note_of(const core::AnnotatedNote& annotated) {
  Note note;
  note.onset_s = annotated.onset_s;
  note.offset_s = annotated.offset_s;
  note.pitch_midi = std::clamp(static_cast<int>(std::lround(annotated.pitch_midi)), 0, 127);
  const bool is_known = annotated.velocity >= 0.0;
  note.velocity = is_known ? static_cast<int>(std::lround(annotated.velocity)) : kUnknownVelocity;
  return note;
}

/// The stems that pieces share: combinations of one song have most of theirs in common.
class StemFiles {
 public:
  Expected<std::shared_ptr<const StemFile>> open(const fs::path& sound) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = open_.find(sound); found != open_.end()) return found->second;
    }
    // Beside the folder of stems, whose files are all taken for stems.
    const fs::path kept = sound.parent_path().parent_path() / (sound.stem().string() + "_16k.stem");
    Expected<StemFile> file = StemFile::open(kept, sound);
    if (!file) return file.error();
    const std::lock_guard lock(mutex_);
    return open_.try_emplace(sound, std::make_shared<const StemFile>(std::move(*file)))
        .first->second;
  }

 private:
  std::mutex mutex_;
  std::map<fs::path, std::shared_ptr<const StemFile>> open_;
};

Expected<Piece> read_piece(const data::BandPiece& band, StemFiles& files) {
  const auto notes = band.read_notes();
  if (!notes) return notes.error();
  Piece piece{band.id, {}, std::numeric_limits<std::int64_t>::max()};
  for (std::size_t i = 0; i < band.stems.size(); ++i) {
    const auto sound = files.open(band.stems[i].path);
    if (!sound) return sound.error();
    PieceStem stem{models::cerberus_instrument(band.stems[i].band_class), {}, *sound};
    for (const core::AnnotatedNote& note : (*notes)[i]) stem.notes.push_back(note_of(note));
    piece.samples = std::min(piece.samples, std::ssize((*sound)->samples()));
    piece.stems.push_back(std::move(stem));
  }
  return piece;
}

/// Whether a stem plays in a stretch that begins with a block, as the recipe has it.
class Activity {
 public:
  Activity(const PieceStem& stem, const CropRecipe& rule) : stem_(stem), rule_(rule) {
    for (const std::uint8_t level : stem.sound->levels())
      active_.push_back(active_.back() + (-static_cast<double>(level) >= rule.lowest_dbfs ? 1 : 0));
  }

  bool plays(std::int64_t first_sample) const {
    const std::int64_t samples = crop_samples(rule_.frames);
    const auto begin = static_cast<std::size_t>(first_sample / kLevelBlockSamples);
    const auto blocks = static_cast<std::size_t>(samples / kLevelBlockSamples);
    const int active = active_[begin + blocks] - active_[begin];
    if (active == 0 || active < rule_.least_sounding * static_cast<double>(blocks)) return false;
    return stem_.instrument == models::kCerberusDrums ||
           onsets(first_sample, samples) >= rule_.least_onsets;
  }

 private:
  long onsets(std::int64_t first_sample, std::int64_t samples) const {
    const auto earlier = [](const Note& note, double time_s) { return note.onset_s < time_s; };
    const double begin_s = static_cast<double>(first_sample) / models::kCerberusRateHz;
    const double end_s = begin_s + static_cast<double>(samples) / models::kCerberusRateHz;
    return std::lower_bound(stem_.notes.begin(), stem_.notes.end(), end_s, earlier) -
           std::lower_bound(stem_.notes.begin(), stem_.notes.end(), begin_s, earlier);
  }

  const PieceStem& stem_;
  const CropRecipe& rule_;
  std::vector<int> active_ = {0};  ///< blocks before each
};

void add_crops(const Piece& piece, int number, const CropRecipe& rule, std::vector<Crop>& crops) {
  std::vector<Activity> activities;
  for (const PieceStem& stem : piece.stems) activities.emplace_back(stem, rule);
  const std::int64_t last = piece.samples - crop_samples(rule.frames);
  for (std::int64_t first = 0; first <= last; first += kGridSamples) {
    const bool all_play = std::all_of(activities.begin(), activities.end(),
                                      [&](const Activity& one) { return one.plays(first); });
    if (all_play) crops.push_back({number, first});
  }
}

Expected<std::vector<data::BandPiece>> pieces_in(const fs::path& folder, const std::string& split,
                                                 const CerberusRecipe& recipe) {
  std::error_code ignored;
  const bool is_slakh = fs::is_directory(folder / "train", ignored) ||
                        fs::is_directory(folder / "validation", ignored) ||
                        fs::is_directory(folder / "test", ignored);
  const Expected<data::Dataset> dataset =
      data::load_dataset(is_slakh ? "slakh" : "synthetic", folder);
  if (!dataset) return dataset.error();
  auto pieces = data::band_pieces(*dataset, recipe.network.instruments);
  if (!pieces) {
    return Error{pieces.error().code, folder.string() + ": " + pieces.error().message,
                 folder.string()};
  }
  std::erase_if(*pieces, [&](const data::BandPiece& piece) {
    return !piece.split.empty() && piece.split != split;
  });
  return pieces;
}

Expected<void> read_pieces(const std::vector<data::BandPiece>& band, int threads,
                           const std::function<void(const std::string&)>& log,
                           std::vector<Piece>& pieces) {
  StemFiles files;
  auto read = core::parallel_collect(
      band.size(), threads, [&](std::size_t i) { return read_piece(band[i], files); },
      [&](std::size_t done, std::size_t of) {
        if (done % 200 == 0)
          log("read " + std::to_string(done) + " of " + std::to_string(of) + " pieces");
        return true;
      });
  if (!read) return read.error();
  std::move(read->begin(), read->end(), std::back_inserter(pieces));
  return {};
}

}  // namespace

double CropSet::duration_s() const {
  double total = 0.0;
  for (const Piece& piece : pieces) total += static_cast<double>(piece.samples);
  return total / models::kCerberusRateHz;
}

std::int64_t crop_samples(int frames) {
  return static_cast<std::int64_t>(frames - 1) * models::kCerberusHopSamples;
}

Expected<CropSet> load_crops(const std::vector<fs::path>& folders, const std::string& split,
                             const CerberusRecipe& recipe, int threads,
                             const std::function<void(const std::string&)>& log) {
  CropSet set;
  for (const fs::path& folder : folders) {
    const Expected<std::vector<data::BandPiece>> band = pieces_in(folder, split, recipe);
    if (!band) return band.error();
    if (auto read = read_pieces(*band, threads, log, set.pieces); !read) return read.error();
  }
  for (std::size_t i = 0; i < set.pieces.size(); ++i)
    add_crops(set.pieces[i], static_cast<int>(i), recipe.crops, set.crops);
  if (set.crops.empty()) {
    std::string wanted;
    for (const std::string& name : recipe.network.instruments)
      wanted += (wanted.empty() ? "" : ", ") + name;
    const std::string where = folders.empty() ? std::string("no folder") : folders.front().string();
    return Error{ErrorCode::not_found,
                 where + ": expected a stretch of split '" + split + "' where all of " + wanted +
                     " play, found none in " + std::to_string(set.pieces.size()) + " pieces",
                 where};
  }
  return set;
}

}  // namespace divisi::cerberus
