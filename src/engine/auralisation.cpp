/// Notes played back beside their recording: once to hear how loud they are, once to write.

#include "divisi/auralise.h"

#include <algorithm>
#include <cmath>

#include "audio/downmix.h"
#include "auralise/ensemble.h"
#include "engine/stem_files.h"
#include "engine/stem_names.h"
#include "engine/stretch_reader.h"
#include "separate/whole_samples.h"

namespace divisi {
namespace {

constexpr std::size_t kBlockFrames = 16384;
/// The remix stays below this, so that nothing of it is cut off.
constexpr double kHighestPeak = 0.98;

using Sounds = std::vector<std::vector<float>>;

struct Played {
  std::unique_ptr<auralise::Ensemble> ensemble;
  std::string with;
};

/// A soundfont that was asked for must be there; one that is installed may fail us.
Expected<Played> play(const Score& score, const AuraliseOptions& options, int sample_rate_hz) {
  const auralise::EnsembleOptions playing = {sample_rate_hz, options.start_s, score.tuning_hz};
  Played played;
  const bool is_named = !options.soundfont.empty();
  const std::filesystem::path soundfont =
      is_named ? options.soundfont
               : (options.builtin ? std::filesystem::path() : auralise::installed_soundfont());
  if (!soundfont.empty()) {
    auto fluid = auralise::make_fluid_ensemble(score.parts, playing, soundfont);
    if (fluid) {
      played.ensemble = std::move(*fluid);
      played.with = soundfont.string();
      return played;
    }
    if (is_named) return fluid.error();
  }
  played.ensemble = auralise::make_additive_ensemble(score.parts, playing);
  played.with = "built-in synthesiser";
  return played;
}

/// The recording's mean channel, block after block, with the parts playing beside it.
class SideBySide {
 public:
  SideBySide(audio::AudioReader& reader, auralise::Ensemble& ensemble)
      : reader_(reader),
        ensemble_(ensemble),
        interleaved_(kBlockFrames * std::size_t(reader.format().channel_count)) {}

  /// Empty at the end.
  Expected<void> next() {
    const Expected<std::size_t> got = reader_.read(interleaved_.data(), kBlockFrames);
    if (!got) return got.error();
    original.resize(*got);
    audio::downmix_to_mono(interleaved_.data(), *got, reader_.format().channel_count,
                           original.data());
    ensemble_.render(*got, parts);
    frames += std::int64_t(*got);
    return {};
  }

  std::vector<float> original;
  Sounds parts;
  std::int64_t frames = 0;

 private:
  audio::AudioReader& reader_;
  auralise::Ensemble& ensemble_;
  std::vector<float> interleaved_;
};

StemOptions stretch_of(const AuraliseOptions& options) {
  StemOptions stretch;
  stretch.format = StemFormat::wav;  // whatever channels: what is written has two at most
  stretch.start_s = options.start_s;
  stretch.end_s = options.end_s;
  return stretch;
}

/// One turn through recording and notes; what they were played with.
template <class Work>
Expected<std::string> turn(const std::filesystem::path& recording, const Score& score,
                           const AuraliseOptions& options, const ProgressFunction& progress,
                           double begin, const Work& work) {
  auto reader = engine::open_stretch(recording, stretch_of(options));
  if (!reader) return reader.error();
  Expected<Played> played = play(score, options, (*reader)->format().sample_rate_hz);
  if (!played) return played.error();
  SideBySide sides(**reader, *played->ensemble);
  const ProgressFunction half = engine::half_of(progress, begin);
  while (true) {
    if (Expected<void> good = sides.next(); !good) return good.error();
    if (!engine::may_go_on(half, (*reader)->format(), sides.frames)) {
      return Error{ErrorCode::cancelled, "cancelled", {}};
    }
    if (sides.original.empty()) return played->with;
    if (Expected<void> good = work(sides); !good) return good.error();
  }
}

double energy(const std::vector<float>& sound) {
  double squares = 0.0;
  for (const float sample : sound) squares += double(sample) * sample;
  return squares;
}

/// What each part is multiplied by, so that it is as loud as its stem and all of them together as
/// the recording.
class Balance {
 public:
  Balance(std::size_t parts, const std::vector<Stem>& stems) : squares_(parts, 0.0) {
    wanted_db_.assign(parts, -1e9);
    for (const Stem& stem : stems) {
      if (stem.part >= 0 && std::size_t(stem.part) < parts)
        wanted_db_[std::size_t(stem.part)] = stem.level_db;
    }
    has_wishes_ = !stems.empty();
  }

  void hear_parts(const SideBySide& sides) {
    frames_ += double(sides.original.size());
    original_ += energy(sides.original);
    for (std::size_t p = 0; p < squares_.size(); ++p) squares_[p] += energy(sides.parts[p]);
  }

  std::vector<double> gains() const {
    std::vector<double> gains(squares_.size(), 1.0);
    double together = 0.0;
    for (std::size_t p = 0; p < gains.size(); ++p) {
      if (has_wishes_ && squares_[p] > 0.0) {
        gains[p] = std::pow(10.0, wanted_db_[p] / 20.0) / std::sqrt(squares_[p] / frames_);
      }
      together += gains[p] * gains[p] * squares_[p];
    }
    const double match = together > 0.0 ? std::sqrt(original_ / together) : 0.0;
    for (double& gain : gains) gain *= match;
    return gains;
  }

 private:
  std::vector<double> squares_, wanted_db_;
  bool has_wishes_;
  double original_ = 0.0, frames_ = 0.0;
};

/// The parts after `gains`, then their sum.
Sounds mixed(const SideBySide& sides, const std::vector<double>& gains) {
  Sounds sounds = sides.parts;
  std::vector<float> sum(sides.original.size(), 0.0F);
  for (std::size_t p = 0; p < sounds.size(); ++p) {
    for (std::size_t n = 0; n < sum.size(); ++n) {
      // Whatever a soundfont does, one sample stays within what is left of full scale.
      sounds[p][n] = std::clamp(float(gains[p]) * sounds[p][n], -1.0F, 1.0F);
      sum[n] += sounds[p][n];
    }
  }
  for (float& sample : sum) sample = std::clamp(sample, -float(kHighestPeak), float(kHighestPeak));
  sounds.push_back(std::move(sum));
  return sounds;
}

separate::StemBlock block_of(const SideBySide& sides, const std::vector<double>& gains) {
  const Sounds sounds = mixed(sides, gains);
  separate::StemBlock block;
  block.frames = sides.original.size();
  for (const auto& sound : sounds) {
    auto& samples = block.samples.emplace_back();
    for (const float sample : sound) samples.push_back(separate::whole_sample(sample));
  }
  auto& comparison = block.samples.emplace_back();
  for (std::size_t n = 0; n < block.frames; ++n) {
    comparison.push_back(separate::whole_sample(sides.original[n]));
    comparison.push_back(block.samples[sounds.size() - 1][n]);
  }
  return block;
}

std::vector<engine::NamedSound> sounds_of(const Score& score, const AudioFormat& recording) {
  const AudioFormat mono = {recording.sample_rate_hz, 1, recording.frame_count};
  const AudioFormat stereo = {recording.sample_rate_hz, 2, recording.frame_count};
  std::vector<engine::NamedSound> sounds;
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    sounds.push_back({engine::stem_name(int(p) + 1, score.parts[p].name), mono});
  }
  sounds.push_back({engine::kRemixName, mono});
  sounds.push_back({engine::kComparisonName, stereo});
  return sounds;
}

/// The recording's, when it can be read and what is made of it can be written.
Expected<AudioFormat> checked_format(const std::filesystem::path& recording,
                                     const AuraliseOptions& options) {
  const auto reader = engine::open_stretch(recording, stretch_of(options));
  if (!reader) return reader.error();
  const AudioFormat format = (*reader)->format();
  const Expected<void> fits =
      audio::check_stream(engine::stream_kind(options.format),
                          {format.sample_rate_hz, 2, format.frame_count}, recording.string());
  if (!fits) return fits.error();
  return format;
}

}  // namespace

Expected<Auralisation> write_auralisation(const std::filesystem::path& recording,
                                          const Score& score, const std::filesystem::path& folder,
                                          const std::vector<Stem>& stems,
                                          const AuraliseOptions& options,
                                          const ProgressFunction& progress) {
  if (score.parts.size() > engine::kMostParts) {
    return Error{ErrorCode::invalid_argument,
                 std::to_string(score.parts.size()) + " parts, up to " +
                     std::to_string(engine::kMostParts) + " are played",
                 {}};
  }
  const Expected<AudioFormat> format = checked_format(recording, options);
  if (!format) return format.error();
  Balance balance(score.parts.size(), stems);
  const Expected<std::string> heard =
      turn(recording, score, options, progress, 0.0, [&](const SideBySide& sides) {
        balance.hear_parts(sides);
        return Expected<void>();
      });
  if (!heard) return heard.error();
  auto files = engine::StemFiles::create(folder, sounds_of(score, *format),
                                         engine::stream_kind(options.format));
  if (!files) return files.error();
  const std::vector<double> gains = balance.gains();
  const Expected<std::string> written =
      turn(recording, score, options, progress, 0.5,
           [&](const SideBySide& sides) { return files->write(block_of(sides, gains)); });
  if (!written) return written.error();
  if (Expected<void> good = files->commit(); !good) return good.error();
  return Auralisation{files->paths(), *heard};
}

}  // namespace divisi
