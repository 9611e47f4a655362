#include "shares/share_set.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "core/atomic_file.h"
#include "core/parallel.h"
#include "data/synthetic.h"

namespace divisi::shares {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKept = "shares.pt";
constexpr std::size_t kByTruth = 4;  ///< every fourth clip

/// All that an example is, in the order of its file. `Example` may be const.
template <class Example>
auto tensors_of(Example& e) {
  return std::array{&e.levels, &e.weights, &e.shares,  &e.targets,
                    &e.groups, &e.sounds,  &e.energies};
}

torch::Tensor bytes_of(const std::string& text) {
  return torch::tensor(std::vector<std::int64_t>(text.begin(), text.end()));
}

std::optional<std::vector<ShareExample>> read_kept(const fs::path& path,
                                                   const std::string& identity) {
  std::vector<torch::Tensor> all;
  try {
    torch::load(all, path.string());
  } catch (const c10::Error&) {
    return std::nullopt;
  }
  ShareExample example;
  const auto tensors = tensors_of(example);
  if (all.size() % tensors.size() != 1 || !torch::equal(all[0], bytes_of(identity)))
    return std::nullopt;
  std::vector<ShareExample> examples;
  for (std::size_t i = 1; i < all.size();) {
    for (torch::Tensor* tensor : tensors) *tensor = all[i++];
    examples.push_back(example);
  }
  return examples;
}

Expected<void> keep(const fs::path& path, const std::string& identity,
                    const std::vector<ShareExample>& examples) {
  std::vector<torch::Tensor> all = {bytes_of(identity)};
  for (const ShareExample& example : examples) {
    for (const torch::Tensor* tensor : tensors_of(example)) all.push_back(*tensor);
  }
  std::ostringstream bytes;
  torch::save(all, bytes);
  return core::write_file_atomically(path, bytes.str());
}

NotesFrom notes_from(const data::Clip& clip, std::size_t number) {
  if (number % kByTruth == kByTruth - 1) return NotesFrom::truth;
  const bool is_band = std::all_of(clip.stems.begin(), clip.stems.end(),
                                   [](const data::Stem& stem) { return !stem.band_class.empty(); });
  return is_band ? NotesFrom::told : NotesFrom::ear;
}

Expected<std::vector<ShareExample>> examples_of(const Listener& listener, const data::Clip& clip,
                                                std::size_t number) {
  const fs::path kept = clip.mix.parent_path() / kKept;
  const NotesFrom from = notes_from(clip, number);
  const std::string identity = listener.identity + " 1 " + std::to_string(int(from));
  if (auto examples = read_kept(kept, identity)) return std::move(*examples);
  ExampleOptions options;
  options.notes = from;
  options.seed = number;
  auto made = make_examples(listener.transcriber, clip, options);
  if (!made) return made;
  if (auto written = keep(kept, identity, *made); !written) return written.error();
  return made;
}

/// Those of one folder, behind `all`.
Expected<void> append_folder(const Listener& listener, const fs::path& folder, int threads,
                             const train::LogLine& log, std::vector<ShareExample>& all) {
  Expected<data::Dataset> set = data::load_synthetic(folder);
  if (!set) return set.error();
  std::erase_if(set->clips, [](const data::Clip& clip) { return clip.stems.size() < 2; });
  auto found = core::parallel_collect(
      set->clips.size(), threads,
      [&](std::size_t i) { return examples_of(listener, set->clips[i], i); },
      [&](std::size_t done, std::size_t of) {
        if (done % 100 == 0 || done == of)
          log(folder.string() + ": " + std::to_string(done) + " of " + std::to_string(of) +
              " clips");
        return !listener.may_go_on || listener.may_go_on();
      });
  if (!found) return found.error();
  for (auto& examples : *found)
    std::move(examples.begin(), examples.end(), std::back_inserter(all));
  return {};
}

}  // namespace

Expected<std::vector<ShareExample>> load_examples(const Listener& listener,
                                                  const std::vector<fs::path>& folders, int threads,
                                                  const train::LogLine& log) {
  std::vector<ShareExample> all;
  for (const fs::path& folder : folders) {
    if (auto taken = append_folder(listener, folder, threads, log, all); !taken)
      return taken.error();
  }
  if (all.empty())
    return Error{ErrorCode::invalid_argument, "no clip with stems that is long enough", {}};
  log(std::to_string(all.size()) + " stretches");
  return all;
}

}  // namespace divisi::shares
