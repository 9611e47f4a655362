/// Makes sets of synthetic clips: plan, play, mix, degrade, write.
///
/// Thread    one Generator for all threads. Clip n of a seed is the same whatever the number of
///           threads and whichever clips were made before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "divisi/error.h"
#include "synth/backing.h"
#include "synth/clip.h"
#include "synth/plan.h"
#include "synth/player.h"
#include "synth/recipe.h"
#include "synth/score_library.h"

namespace divisi::synth {

struct GenerateOptions {
  std::filesystem::path recipe;
  std::filesystem::path out;
  std::filesystem::path midi;     ///< folder with index.csv; needed by the kinds that play scores
  std::filesystem::path samples;  ///< folder of sample sets; needed when the recipe names some;
                                  ///< of drum kits as well
  std::filesystem::path backing;  ///< a set that the kind "drums" is laid over
  std::optional<int> clips;       ///< nothing: as many as the recipe has pieces, otherwise 100
  std::uint64_t seed = 1;
  int threads = 1;
  bool resume = false;  ///< keep the clips that are there
  bool stems = false;
};

class Generator {
 public:
  /// Errors: those of the recipe, the index of scores, the sample sets, the drum kits and the
  /// backing.
  static Expected<std::unique_ptr<Generator>> open(const GenerateOptions& options);

  Expected<Clip> make_clip(int number);

 private:
  Generator(Recipe recipe, std::map<std::string, SampleSet> samples,
            std::map<std::string, DrumKit> kits, const GenerateOptions& options)
      : recipe_(std::move(recipe)),
        options_(options),
        players_(std::move(samples), std::move(kits)) {}
  Expected<void> begin(double duration_s, bool with_backing, core::Rng& rng, Clip& clip) const;
  PlanContext context_of(int number) const;
  Expected<std::vector<PlannedPart>> plan(const PlanContext& context, double duration_s,
                                          core::Rng& rng, Facts& facts) const;
  Expected<void> mix(std::vector<PlannedPart>& plan, double duration_s, core::Rng& rng, Clip& clip);

  Recipe recipe_;
  GenerateOptions options_;
  std::optional<ScoreLibrary> library_;
  std::optional<Backing> backing_;
  Players players_;
};

/// How many clips the set has. Errors: the recipe's; more clips than pieces.
Expected<int> count_clips(const GenerateOptions& options);

/// What a run has done so far.
struct GenerateProgress {
  int done = 0;  ///< made or found
  int total = 0;
};

/// A whole set into options.out. `report` is called after each clip, from any thread, one at a
/// time; when it returns false, no further clip is begun.
///
/// Errors    those of Generator; io; invalid_argument when the folder holds clips already and
///           options.resume is not set, or when it was begun with another recipe or seed;
///           cancelled.
Expected<void> generate_set(const GenerateOptions& options,
                            const std::function<bool(const GenerateProgress&)>& report);

}  // namespace divisi::synth
