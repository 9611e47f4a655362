#include "hearing/instrument_listener.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "audio/mono_source.h"
#include "features/feature_extractor.h"
#include "nn/weights_file.h"
#include "parts/families.h"
#include "parts/note_patch.h"

namespace divisi::hearing {
namespace {

/// Which class a family is taken for.
struct Taken {
  std::string_view family, band_class;
};
constexpr std::array<Taken, parts::kFamilyCount> kTaken = {{
    {"piano", "piano"},
    {"electric piano", "piano"},
    {"mallets", "piano"},
    {"organ", "piano"},
    {"guitar", "guitar"},
    {"plucked strings", "guitar"},
    {"bass", "bass"},
    {"strings", "strings"},
    {"voice", "strings"},
    {"brass", "strings"},
    {"reeds", "strings"},
    {"flute", "strings"},
    {"synthesizer", "strings"},
}};

/// ln of the sum of e^logit over some families.
double log_sum(const std::vector<float>& logits, const std::vector<std::size_t>& families) {
  double greatest = -1e30;
  for (const std::size_t f : families)
    greatest = std::max(greatest, static_cast<double>(logits[f]));
  double sum = 0.0;
  for (const std::size_t f : families) sum += std::exp(static_cast<double>(logits[f]) - greatest);
  return greatest + std::log(sum);
}

/// Of each class: that its families are meant.
std::vector<double> class_logs(const std::vector<float>& logits,
                               const std::vector<InstrumentClass>& classes) {
  std::vector<double> logs;
  for (const InstrumentClass& one : classes) logs.push_back(log_sum(logits, one.families));
  return logs;
}

}  // namespace

Expected<std::vector<InstrumentClass>> instrument_classes(const std::vector<std::string>& words) {
  std::vector<InstrumentClass> classes;
  for (const std::string& word : words) {
    InstrumentClass found{word, {}};
    for (const Taken& taken : kTaken) {
      if (taken.band_class == word) found.families.push_back(*parts::find_family(taken.family));
    }
    if (found.families.empty()) {
      return Error{ErrorCode::invalid_argument,
                   "'" + word + "' is no class: expected piano, guitar, bass or strings", word};
    }
    classes.push_back(std::move(found));
  }
  if (classes.empty()) return Error{ErrorCode::invalid_argument, "no class is named", {}};
  return classes;
}

Expected<InstrumentListener> InstrumentListener::open(const std::filesystem::path& weights,
                                                      std::vector<InstrumentClass> classes) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(weights);
  if (!file) return file.error();
  Expected<std::optional<models::InstrumentModel>> model = models::InstrumentModel::load(*file);
  if (!model) return model.error();
  const features::FeatureSpec heard;
  const bool fits = *model && (*model)->spec().families == static_cast<int>(parts::kFamilyCount) &&
                    (*model)->spec().bin_count == heard.bin_count() &&
                    (*model)->spec().map_count == heard.map_count();
  if (fits) return InstrumentListener(std::move(**model), std::move(classes));
  return Error{ErrorCode::unsupported,
               weights.string() + ": model '" + file->info().model +
                   "', expected an instrument network for our features and families",
               weights.string()};
}

ClassLogs InstrumentListener::hear(const Map2d& features, const std::vector<Note>& notes) const {
  const features::FeatureSpec spec;
  const FrameGrid frames{spec.hop_samples / spec.sample_rate_hz, 0.0};
  models::Workspace workspace;
  nn::Map patch(1, model_.spec().frames, model_.spec().numbers());
  ClassLogs logs;
  for (const Note& note : notes) {
    parts::fill_patch(model_.spec(), {features.cells.data(), 0, static_cast<long>(features.rows)},
                      parts::place_of(note, frames), patch.data());
    logs.push_back(class_logs(model_.run(patch, workspace), classes_));
  }
  return logs;
}

Expected<Score> InstrumentListener::deal(const std::filesystem::path& recording,
                                         const Transcription& heard) const {
  const features::FeatureSpec spec;
  const auto samples = audio::read_all_mono(recording, static_cast<int>(spec.sample_rate_hz));
  if (!samples) return samples.error();
  const auto features = features::extract_features(spec, samples->data(), samples->size());
  if (!features) return features.error();
  const std::vector<Note>& notes = heard.dealing.notes;
  const auto class_of = choose_classes(hear(*features, notes), heard.dealing.shares);
  Score dealt = heard.score;
  dealt.parts.clear();
  for (const InstrumentClass& one : classes_) dealt.parts.push_back({one.word, 0, false, {}});
  for (std::size_t n = 0; n < notes.size(); ++n) dealt.parts[class_of[n]].notes.push_back(notes[n]);
  std::copy_if(heard.score.parts.begin(), heard.score.parts.end(), std::back_inserter(dealt.parts),
               [](const Part& part) { return part.is_drums; });
  return dealt;
}

}  // namespace divisi::hearing
