#include "synth/score_library.h"

#include <algorithm>
#include <sstream>

#include "core/atomic_file.h"
#include "score/midi_reader.h"

namespace divisi::synth {
namespace {

/// The fields of one line of comma-separated values; quotes hold commas and doubled quotes.
std::vector<std::string> split_csv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

std::size_t column(const std::vector<std::string>& header, const std::string& name) {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

}  // namespace

Expected<ScoreLibrary> ScoreLibrary::open(const ScoreLibraryOptions& options) {
  const std::filesystem::path index_path = options.root / "index.csv";
  const Expected<std::string> text = core::read_file(index_path);
  if (!text) return text.error();
  std::istringstream lines(*text);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> header = split_csv(line);
  const std::size_t file = column(header, "file");
  const std::size_t collection = column(header, "collection");
  const std::size_t split = column(header, "split");
  if (std::max({file, collection, split}) >= header.size()) {
    return Error{ErrorCode::corrupt,
                 index_path.string() + ": expected columns file, collection and split",
                 index_path.string()};
  }
  ScoreLibrary library;
  library.root_ = options.root;
  while (std::getline(lines, line)) {
    const std::vector<std::string> fields = split_csv(line);
    if (fields.size() != header.size() || fields[split] != options.split) continue;
    const auto weight = options.collection_weights.find(fields[collection]);
    if (weight == options.collection_weights.end() || weight->second <= 0.0) continue;
    library.files_[fields[collection]].push_back(fields[file]);
    library.weights_[fields[collection]] = weight->second;
  }
  if (library.files_.empty()) {
    return Error{ErrorCode::invalid_argument,
                 index_path.string() + ": no file of split '" + options.split +
                     "' in the collections of the recipe",
                 index_path.string()};
  }
  return library;
}

std::size_t ScoreLibrary::file_count() const {
  std::size_t count = 0;
  for (const auto& [collection, files] : files_) count += files.size();
  return count;
}

Expected<Score> ScoreLibrary::draw(core::Rng& rng, std::string& file) const {
  double total = 0.0;
  for (const auto& [collection, weight] : weights_) total += weight;
  double remaining = rng.uniform() * total;
  std::string chosen;
  for (const auto& [collection, weight] : weights_) {
    chosen = collection;
    remaining -= weight;
    if (remaining <= 0.0) break;
  }
  return draw_from(chosen, rng, file);
}

Expected<Score> ScoreLibrary::draw_from(const std::string& collection, core::Rng& rng,
                                        std::string& file) const {
  file = rng.pick(files_.at(collection));
  return score::read_midi(root_ / file);
}

}  // namespace divisi::synth
