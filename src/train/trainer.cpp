#include "train/trainer.h"

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "core/folder.h"
#include "core/parallel.h"
#include "train/training_run.h"

namespace divisi::train {
namespace {

void only_deterministic_algorithms() {
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*replace=*/0);  // cuBLAS asks for this
  at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/false);
}

}  // namespace

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 256 << 20);
#endif
}

Expected<int> prepare(const TrainOptions& options) {
  keep_freed_memory();
  const int threads = options.threads > 0 ? options.threads : core::available_threads();
  torch::set_num_threads(threads);
  if (options.deterministic) only_deterministic_algorithms();
  if (options.use_cuda && !torch::cuda::is_available())
    return Error{ErrorCode::unsupported, "--cuda: libtorch finds no CUDA device", "--cuda"};
  if (auto made = core::make_folder(options.run_directory); !made) return made.error();
  return threads;
}

Expected<ClipSet> load_set(const char* what, const std::vector<std::filesystem::path>& directories,
                           const ClipFeatures& features, int threads,
                           const std::function<void(const std::string&)>& log) {
  Expected<ClipSet> set =
      load_clips(directories, features, threads, [&](std::size_t done, std::size_t of) {
        if (done % 200 == 0 || done == of) {
          log(std::string(what) + " clips: " + std::to_string(done) + " of " + std::to_string(of));
        }
        return true;
      });
  if (set) {
    char line[96];
    std::snprintf(line, sizeof(line), "%s: %zu clips, %.2f hours", what, set->clips.size(),
                  set->duration_s() / 3600.0);
    log(line);
  }
  return set;
}

Expected<void> train_network(const Recipe& recipe, const TrainOptions& options,
                             const std::function<void(const std::string&)>& log) {
  const Expected<int> threads = prepare(options);
  if (!threads) return threads.error();
  const std::unique_ptr<Architecture> architecture = make_architecture(recipe);
  Expected<ClipSet> train =
      load_set("training", options.train_directories, architecture->features(true), *threads, log);
  if (!train) return train.error();
  Expected<ClipSet> validation = load_set("validation", options.validation_directories,
                                          architecture->features(false), *threads, log);
  if (!validation) return validation.error();
  TrainingRun run(recipe, options, std::move(*train), std::move(*validation), log);
  if (auto resumed = run.resume(); !resumed) return resumed;
  return run.run();
}

}  // namespace divisi::train
