#include "synth/generate.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "core/parallel.h"
#include "synth/clip_writer.h"
#include "synth/degrade.h"
#include "synth/describe_part.h"
#include "synth/disguise.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

constexpr int kVersion = 7;  // raised whenever the same seed gives other clips
constexpr int kUsualClips = 100;
constexpr float kLoudestStem = 0.999F;
constexpr double kPartRms = 0.06;  // before the part's own level

bool needs_scores(const Recipe& recipe) {
  for (const char* kind : {"keyboard", "ensemble", "solo", "drums", "band"}) {
    const auto weight = recipe.kinds.find(kind);
    if (weight != recipe.kinds.end() && weight->second > 0.0) return true;
  }
  return false;
}

void order(std::vector<LabelledNote>& notes) {
  std::sort(notes.begin(), notes.end(), [](const LabelledNote& a, const LabelledNote& b) {
    return std::tie(a.note.onset_s, a.note.pitch_midi, a.source) <
           std::tie(b.note.onset_s, b.note.pitch_midi, b.source);
  });
}

/// Whether stems are as loud as they are in the mix.
bool plays_in_mix(const Recipe& recipe) {
  return !recipe.pieces.empty() || recipe.kinds.count("band") > 0;
}

/// A stem may be louder than the sum in which others cancel a part of it: then all are softened, so
/// that none is cut off and they still add up.
void keep_in_range(Clip& clip) {
  float loudest = 0.0F;
  for (const Signal& stem : clip.stems) loudest = std::max(loudest, peak_of(stem));
  if (loudest <= kLoudestStem) return;
  scale_by(clip.mix, kLoudestStem / loudest);
  for (Signal& stem : clip.stems) scale_by(stem, kLoudestStem / loudest);
}

/// The line that says what a set is made of; a set is only resumed by the same.
std::string signature(const GenerateOptions& options, const std::string& recipe_text) {
  return "version " + std::to_string(kVersion) + " seed " + std::to_string(options.seed) +
         (options.stems ? " stems" : "") + "\n" + recipe_text;
}

Expected<void> prepare_folder(const GenerateOptions& options) {
  const Expected<std::string> recipe_text = core::read_file(options.recipe);
  if (!recipe_text) return recipe_text.error();
  if (auto made = core::make_folder(options.out); !made) return made;
  const std::filesystem::path record = options.out / "set.txt";
  const std::string wanted = signature(options, *recipe_text);
  if (const Expected<std::string> found = core::read_file(record)) {
    if (!options.resume) {
      return Error{ErrorCode::invalid_argument,
                   options.out.string() + ": holds a set already; use --resume or another folder",
                   options.out.string()};
    }
    if (*found != wanted) {
      return Error{ErrorCode::invalid_argument,
                   options.out.string() +
                       ": was begun with another recipe, seed, version or choice of stems",
                   options.out.string()};
    }
  }
  remove_unfinished(options.out);
  return core::write_file_atomically(record, wanted);
}

}  // namespace

Expected<std::unique_ptr<Generator>> Generator::open(const GenerateOptions& options) {
  Expected<Recipe> recipe = read_recipe(options.recipe);
  if (!recipe) return recipe.error();
  std::map<std::string, SampleSet> samples;
  for (const std::string& name : recipe->samples) {
    Expected<SampleSet> set = load_samples(options.samples / name);
    if (!set) return set.error();
    samples[name] = std::move(*set);
  }
  std::map<std::string, DrumKit> kits;
  for (const std::string& name : recipe->drum_kits) {
    Expected<DrumKit> kit = load_kit(options.samples / name);
    if (!kit) return kit.error();
    kits[name] = std::move(*kit);
  }
  const bool scores = needs_scores(*recipe) && !recipe->midi_collections.empty();
  std::unique_ptr<Generator> generator(
      new Generator(std::move(*recipe), std::move(samples), std::move(kits), options));
  if (scores) {
    Expected<ScoreLibrary> library = ScoreLibrary::open(
        {options.midi, generator->recipe_.midi_split, generator->recipe_.midi_collections});
    if (!library) return library.error();
    generator->library_ = std::move(*library);
  }
  if (!options.backing.empty()) {
    Expected<Backing> backing = Backing::open(options.backing);
    if (!backing) return backing.error();
    generator->backing_ = std::move(*backing);
  }
  return generator;
}

PlanContext Generator::context_of(int number) const {
  return {recipe_,       library_ ? &*library_ : nullptr,    players_.samples(),
          options_.seed, static_cast<std::uint64_t>(number), options_.midi};
}

Expected<std::vector<PlannedPart>> Generator::plan(const PlanContext& context, double duration_s,
                                                   core::Rng& rng, Facts& facts) const {
  const std::string kind = draw_by_weight(recipe_.kinds, rng);
  facts.add("kind", kind);
  if (kind == "keyboard") return plan_keyboard(context, duration_s, rng, facts);
  if (kind == "ensemble") return plan_ensemble(context, duration_s, rng, facts);
  if (kind == "scheduler") return plan_scheduler(context, duration_s, rng, facts);
  if (kind == "classes") return plan_classes(context, duration_s, rng, facts);
  if (kind == "drums") return plan_drums(context, duration_s, rng, facts);
  if (kind == "band") return plan_band(context, duration_s, rng, facts);
  if (kind == "pieces") return plan_piece(context, rng, facts);
  return plan_solo(context, duration_s, rng, facts);
}

/// Silence, or for clips of drums the music that they are laid over.
Expected<void> Generator::begin(double duration_s, bool with_backing, core::Rng& rng,
                                Clip& clip) const {
  clip.mix.assign(to_sample(duration_s), 0.0F);
  if (!with_backing || !backing_ || !rng.chance(recipe_.backed_drums)) return {};
  std::string name;
  Expected<Clip> backing = backing_->draw(duration_s, rng, name);
  if (!backing) return backing.error();
  clip.facts.add("backing", name);
  clip.mix = std::move(backing->mix);
  clip.notes = std::move(backing->notes);
  clip.drums = std::move(backing->drums);
  const double rms = active_rms(clip.mix);
  if (rms > 0.0) scale_by(clip.mix, kPartRms / rms);
  if (options_.stems) clip.stems.push_back(clip.mix);
  return {};
}

Expected<void> Generator::mix(std::vector<PlannedPart>& plan, double duration_s, core::Rng& rng,
                              Clip& clip) {
  const double tuning_cents = 25.0 * (rng.uniform() + rng.uniform() - 1.0);
  clip.facts.add("tuning_cents", tuning_cents);
  const bool is_drummer_alone = plan.size() == 1 && plan.front().part.is_drums;
  core::Rng backing_rng = rng.split(3);
  if (auto begun = begin(duration_s, is_drummer_alone, backing_rng, clip); !begun) return begun;
  int source = 0;
  for (PlannedPart& planned : plan) {
    planned.tuning_cents = tuning_cents;
    describe_part(planned, clip.facts);
    core::Rng part_rng = rng.split(static_cast<std::uint64_t>(source) + 100);
    Expected<PlayedPart> played = players_.play(planned, duration_s, part_rng);
    if (!played) return played.error();
    const double rms = active_rms(played->sound);
    if (rms > 0.0)
      scale_by(played->sound, kPartRms / rms * std::pow(10.0, planned.level_db / 20.0));
    for (std::size_t i = 0; i < clip.mix.size(); ++i) clip.mix[i] += played->sound[i];
    for (Note note : played->labels) {
      note.offset_s = std::min(note.offset_s, duration_s);
      if (note.offset_s <= note.onset_s) continue;
      (planned.part.is_drums ? clip.drums : clip.notes).push_back({note, source});
    }
    if (options_.stems) clip.stems.push_back(std::move(played->sound));
    ++source;
  }
  order(clip.notes);
  order(clip.drums);
  return {};
}

Expected<Clip> Generator::make_clip(int number) {
  core::Rng rng = core::Rng(options_.seed).split(static_cast<std::uint64_t>(number));
  Clip clip;
  clip.facts.add("version", kVersion);
  clip.facts.add("seed", static_cast<double>(options_.seed));
  clip.facts.add("number", number);
  const double drawn_s = rng.uniform(recipe_.shortest_s, recipe_.longest_s);
  const double duration_s = recipe_.pieces.empty()
                                ? drawn_s
                                : recipe_.pieces.at(static_cast<std::size_t>(number)).length_s;
  core::Rng plan_rng = rng.split(1);
  const PlanContext context = context_of(number);
  Expected<std::vector<PlannedPart>> planned = plan(context, duration_s, plan_rng, clip.facts);
  if (!planned) return planned.error();
  core::Rng disguise_rng = rng.split(4);
  give_disguises(context, *planned, disguise_rng);
  if (auto done = mix(*planned, duration_s, rng, clip); !done) return done.error();
  const float peak_before = peak_of(clip.mix);
  core::Rng degrade_rng = rng.split(2);
  std::span<Signal> degraded;
  if (recipe_.degrade.stems) degraded = clip.stems;
  if (auto done = degrade(clip.mix, degraded, recipe_.degrade, degrade_rng, clip.facts); !done)
    return done.error();
  const bool take_level = plays_in_mix(recipe_) && !recipe_.degrade.stems && peak_before > 0.0F;
  if (take_level) {
    for (Signal& stem : clip.stems) scale_by(stem, peak_of(clip.mix) / peak_before);
  }
  if (take_level || recipe_.degrade.stems) keep_in_range(clip);
  return clip;
}

Expected<int> count_clips(const GenerateOptions& options) {
  const Expected<Recipe> recipe = read_recipe(options.recipe);
  if (!recipe) return recipe.error();
  const int pieces = static_cast<int>(recipe->pieces.size());
  if (pieces == 0) return options.clips.value_or(kUsualClips);
  if (options.clips.value_or(0) <= pieces) return options.clips.value_or(pieces);
  return Error{ErrorCode::invalid_argument,
               options.recipe.string() + ": found " + std::to_string(pieces) +
                   " pieces, expected " + std::to_string(*options.clips) + " or fewer clips",
               options.recipe.string()};
}

Expected<void> generate_set(const GenerateOptions& options,
                            const std::function<bool(const GenerateProgress&)>& report) {
  Expected<std::unique_ptr<Generator>> generator = Generator::open(options);
  if (!generator) return generator.error();
  const Expected<int> clips = count_clips(options);
  if (!clips) return clips.error();
  if (auto ready = prepare_folder(options); !ready) return ready;
  const auto write = [&](std::size_t i) -> Expected<void> {
    const int number = static_cast<int>(i);
    const std::filesystem::path folder = clip_folder(options.out, number);
    std::error_code ignored;
    if (std::filesystem::exists(folder, ignored)) return {};
    const Expected<Clip> clip = (*generator)->make_clip(number);
    if (!clip) return clip.error();
    return write_clip(folder, *clip);
  };
  const auto go_on = [&](std::size_t done, std::size_t of) {
    return !report || report({static_cast<int>(done), static_cast<int>(of)});
  };
  const Expected<void> written = core::parallel_try(static_cast<std::size_t>(std::max(0, *clips)),
                                                    options.threads, write, go_on);
  if (!written && written.error().code == ErrorCode::cancelled)
    return Error{ErrorCode::cancelled, "stopped; --resume goes on from here", ""};
  return written;
}

}  // namespace divisi::synth
