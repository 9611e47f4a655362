#include "cerberus/pieces.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>

#include "core/parallel.h"
#include "data/datasets.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kGridSamples = 8L * kLevelBlockSamples;  ///< from crop to crop
constexpr int kUnknownVelocity = 64;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Without Slakh's number in front ("s03 ") and ours behind (" 2").
std::string bare_name(std::string name) {
  const std::size_t first = name.find(' ');
  if (first != std::string::npos && name[0] == 's' && is_digits(name.substr(1, first - 1)))
    name = name.substr(first + 1);
  const std::size_t last = name.rfind(' ');
  if (last != std::string::npos && is_digits(name.substr(last + 1))) name.resize(last);
  return name;
}

Note note_of(const core::AnnotatedNote& annotated) {
  Note note;
  note.onset_s = annotated.onset_s;
  note.offset_s = annotated.offset_s;
  note.pitch_midi = std::clamp(static_cast<int>(std::lround(annotated.pitch_midi)), 0, 127);
  const bool is_known = annotated.velocity >= 0.0;
  note.velocity = is_known ? static_cast<int>(std::lround(annotated.velocity)) : kUnknownVelocity;
  return note;
}

/// Every stem of the five instruments; nothing when the clip has none.
Expected<std::optional<Piece>> read_piece(const data::Clip& clip) {
  std::vector<fs::path> files;
  std::vector<PieceStem> stems;
  std::map<std::string, std::size_t> by_source;
  for (const data::Stem& stem : clip.stems) {
    const int instrument = instrument_of_source(stem.source);
    if (instrument < 0) continue;
    by_source[stem.source] = stems.size();
    stems.push_back({instrument, {}});
    files.push_back(stem.path);
  }
  if (stems.empty()) return std::optional<Piece>();
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  for (const core::AnnotatedNote& note : annotation->notes) {
    const auto found = by_source.find(note.source);
    if (found != by_source.end()) stems[found->second].notes.push_back(note_of(note));
  }
  Expected<StemFile> sound = StemFile::open(clip.mix.parent_path() / kStemFileName, files);
  if (!sound) return sound.error();
  return std::optional(Piece{clip.id, std::move(*sound), std::move(stems)});
}

/// Whether a stem plays in the stretch, as the recipe has it.
class Activity {
 public:
  Activity(const Piece& piece, const CropRecipe& rule) : piece_(piece), rule_(rule) {
    for (std::size_t s = 0; s < piece.stems.size(); ++s) {
      std::vector<int> sums = {0};
      for (const std::uint8_t level : piece.sound.stem(s).levels)
        sums.push_back(sums.back() + (-static_cast<double>(level) > rule.lowest_dbfs ? 1 : 0));
      sounding_.push_back(std::move(sums));
    }
  }

  bool plays(int stem, std::int64_t first_sample) const {
    const std::int64_t samples = crop_samples(rule_.frames);
    const auto& sums = sounding_[static_cast<std::size_t>(stem)];
    const auto begin = static_cast<std::size_t>(first_sample / kLevelBlockSamples);
    const auto blocks = static_cast<std::size_t>(samples / kLevelBlockSamples);
    const int sounding = sums[begin + blocks] - sums[begin];
    if (sounding < rule_.least_sounding * static_cast<double>(blocks) || sounding == 0)
      return false;
    const PieceStem& played = piece_.stems[static_cast<std::size_t>(stem)];
    if (played.instrument == models::kCerberusDrums) return true;
    return onsets(played, first_sample, samples) >= rule_.least_onsets;
  }

 private:
  static long onsets(const PieceStem& stem, std::int64_t first_sample, std::int64_t samples) {
    const auto earlier = [](const Note& note, double time_s) { return note.onset_s < time_s; };
    const double begin_s = static_cast<double>(first_sample) / models::kCerberusRateHz;
    const double end_s = begin_s + static_cast<double>(samples) / models::kCerberusRateHz;
    const auto& notes = stem.notes;
    return std::lower_bound(notes.begin(), notes.end(), end_s, earlier) -
           std::lower_bound(notes.begin(), notes.end(), begin_s, earlier);
  }

  const Piece& piece_;
  const CropRecipe& rule_;
  std::vector<std::vector<int>> sounding_;  ///< blocks before each
};

/// Every choice of one stem for each instrument from `next` on.
void add_combinations(const Piece& piece, const std::vector<int>& instruments, std::size_t next,
                      std::vector<int>& chosen, std::vector<std::vector<int>>& all) {
  if (next == instruments.size()) {
    all.push_back(chosen);
    return;
  }
  for (std::size_t s = 0; s < piece.stems.size(); ++s) {
    if (piece.stems[s].instrument != instruments[next]) continue;
    chosen.push_back(static_cast<int>(s));
    add_combinations(piece, instruments, next + 1, chosen, all);
    chosen.pop_back();
  }
}

void add_crops(const Piece& piece, int number, const CerberusRecipe& recipe,
               std::vector<Crop>& crops) {
  std::vector<int> instruments, chosen;
  for (const std::string& name : recipe.network.instruments)
    instruments.push_back(models::cerberus_instrument(name));
  std::vector<std::vector<int>> combinations;
  add_combinations(piece, instruments, 0, chosen, combinations);
  if (combinations.empty()) return;
  const Activity activity(piece, recipe.crops);
  const std::int64_t last = piece.sound.samples() - crop_samples(recipe.crops.frames);
  for (const std::vector<int>& stems : combinations) {
    for (std::int64_t first = 0; first <= last; first += kGridSamples) {
      const bool all_play = std::all_of(stems.begin(), stems.end(),
                                        [&](int stem) { return activity.plays(stem, first); });
      if (all_play) crops.push_back({number, first, stems});
    }
  }
}

Expected<std::vector<data::Clip>> clips_in(const fs::path& folder, const std::string& split) {
  std::error_code ignored;
  const bool is_slakh = fs::is_directory(folder / "train", ignored) ||
                        fs::is_directory(folder / "validation", ignored) ||
                        fs::is_directory(folder / "test", ignored);
  Expected<data::Dataset> dataset = data::load_dataset(is_slakh ? "slakh" : "synthetic", folder);
  if (!dataset) return dataset.error();
  std::erase_if(dataset->clips,
                [&](const data::Clip& clip) { return !clip.split.empty() && clip.split != split; });
  return std::move(dataset->clips);
}

Expected<void> read_pieces(const std::vector<data::Clip>& clips, int threads,
                           const std::function<void(const std::string&)>& log,
                           std::vector<Piece>& pieces) {
  std::vector<std::optional<Piece>> read(clips.size());
  std::mutex mutex;
  std::optional<Error> failure;
  std::size_t done = 0;
  core::parallel_for(clips.size(), threads, [&](std::size_t i) {
    Expected<std::optional<Piece>> piece = read_piece(clips[i]);
    const std::lock_guard lock(mutex);
    if (!piece && !failure) failure = piece.error();
    if (piece) read[i] = std::move(*piece);
    if (++done % 200 == 0)
      log("read " + std::to_string(done) + " of " + std::to_string(clips.size()) + " pieces");
  });
  if (failure) return *failure;
  for (std::optional<Piece>& piece : read) {
    if (piece) pieces.push_back(std::move(*piece));
  }
  return {};
}

}  // namespace

double CropSet::duration_s() const {
  double total = 0.0;
  for (const Piece& piece : pieces) total += static_cast<double>(piece.sound.samples());
  return total / models::kCerberusRateHz;
}

int instrument_of_source(const std::string& source) {
  if (core::is_percussion(source)) return models::kCerberusDrums;
  const std::string name = bare_name(lower(source));
  if (name == "strings (continued)") return models::cerberus_instrument("strings");
  const int found = models::cerberus_instrument(name);
  return found == models::kCerberusDrums ? -1 : found;
}

std::int64_t crop_samples(int frames) {
  return static_cast<std::int64_t>(frames - 1) * models::kCerberusHopSamples;
}

Expected<CropSet> load_crops(const std::vector<fs::path>& folders, const std::string& split,
                             const CerberusRecipe& recipe, int threads,
                             const std::function<void(const std::string&)>& log) {
  CropSet set;
  for (const fs::path& folder : folders) {
    const Expected<std::vector<data::Clip>> clips = clips_in(folder, split);
    if (!clips) return clips.error();
    if (auto read = read_pieces(*clips, threads, log, set.pieces); !read) return read.error();
  }
  for (std::size_t i = 0; i < set.pieces.size(); ++i)
    add_crops(set.pieces[i], static_cast<int>(i), recipe, set.crops);
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
