/// A recording, read twice at its own rate and with all its channels: to learn what its parts sound
/// like, and to split it.

#include "divisi/stems.h"

#include <algorithm>

#include "core/parallel.h"
#include "engine/loaded_shares.h"
#include "engine/stem_files.h"
#include "engine/stem_names.h"
#include "engine/stretch_reader.h"
#include "separate/stem_splitter.h"

namespace divisi {
namespace {

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

std::vector<engine::NamedSound> sounds_of(const std::vector<Part>& parts,
                                          const std::vector<int>& chosen,
                                          const AudioFormat& format) {
  std::vector<engine::NamedSound> sounds;
  for (const int part : chosen) {
    sounds.push_back({engine::stem_name(part + 1, parts[std::size_t(part)].name), format});
  }
  sounds.push_back({engine::kResidualName, format});
  return sounds;
}

int threads_of(const StemOptions& options) {
  return options.threads > 0 ? options.threads : core::available_threads();
}

separate::SplitterOptions splitting(const std::vector<int>& chosen, const AudioFormat& format,
                                    const StemOptions& options) {
  separate::SplitterOptions splitting;
  splitting.sample_rate_hz = format.sample_rate_hz;
  splitting.channel_count = format.channel_count;
  splitting.start_s = options.start_s;
  splitting.sources = chosen;
  splitting.threads = threads_of(options);
  return splitting;
}

/// The second reading: everything through the splitter into the sink.
Expected<std::int64_t> split(audio::AudioReader& reader, separate::StemSplitter& splitter,
                             const separate::StemSink& sink, const ProgressFunction& progress) {
  const auto push = [&](const float* samples, std::size_t count) {
    return splitter.push(samples, count, sink);
  };
  const Expected<std::int64_t> frames = engine::read_stretch(reader, progress, push);
  if (!frames) return frames.error();
  if (Expected<void> good = splitter.finish(sink); !good) return good.error();
  return frames;
}

std::vector<std::string> warnings_of(const std::filesystem::path& recording,
                                     const audio::AudioReader& reader,
                                     const separate::StemSplitter& splitter, const Score& score,
                                     double end_s, const StemOptions& options) {
  std::vector<std::string> lines = reader.warnings();
  if (splitter.cut_off_count() > 0) {
    lines.push_back(recording.string() + ": " + std::to_string(splitter.cut_off_count()) +
                    " samples are beyond what the stems can hold together: cut off");
  }
  double last_onset_s = 0.0;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) last_onset_s = std::max(last_onset_s, note.onset_s);
  }
  if (options.end_s < 0.0 && last_onset_s > end_s) {
    lines.push_back(recording.string() +
                    ": ends before the last notes begin: are they of this "
                    "recording?");
  }
  return lines;
}

}  // namespace

Expected<StemFormat> parse_stem_format(std::string_view name) {
  if (name == "flac") return StemFormat::flac;
  if (name == "wav") return StemFormat::wav;
  return invalid("'" + std::string(name) + "' is none of the stem formats flac, wav");
}

Expected<void> check_stem_model(const std::filesystem::path& model) {
  if (const auto loaded = engine::load_share_model(model); !loaded) return loaded.error();
  return {};
}

Expected<void> check_stems(const std::filesystem::path& recording, const StemOptions& options) {
  if (auto usable = check_stem_model(options.model); !usable) return usable;
  const auto reader = engine::open_stretch(recording, options);
  if (!reader) return reader.error();
  return {};
}

Expected<StemSet> write_stems(const std::filesystem::path& recording, const Score& score,
                              const std::filesystem::path& folder, const StemOptions& options,
                              const ProgressFunction& progress) {
  if (score.parts.size() > engine::kMostParts) {
    return invalid(std::to_string(score.parts.size()) + " parts, stems are made of up to " +
                   std::to_string(engine::kMostParts));
  }
  const Expected<std::vector<int>> chosen = engine::chosen_parts(score.parts, options.only);
  if (!chosen) return chosen.error();
  const auto model = engine::load_share_model(options.model);
  if (!model) return model.error();
  auto reader = engine::open_stretch(recording, options);
  if (!reader) return reader.error();
  const AudioFormat format = (*reader)->format();
  Expected<engine::StemFiles> files = engine::StemFiles::create(
      folder, sounds_of(score.parts, *chosen, format), engine::stream_kind(options.format));
  if (!files) return files.error();

  auto shares = engine::learn_shares(recording, score, options, engine::half_of(progress, 0.0));
  if (!shares) return shares.error();
  separate::StemSplitter splitter(
      engine::refine(std::move(*shares), model->get(), score.parts, threads_of(options)),
      splitting(*chosen, format, options));
  const auto write = [&](const separate::StemBlock& block) {
    return files->write(block, threads_of(options));
  };
  const Expected<std::int64_t> frames =
      split(**reader, splitter, write, engine::half_of(progress, 0.5));
  if (!frames) return frames.error();
  if (Expected<void> good = files->commit(); !good) return good.error();

  StemSet set;
  for (std::size_t i = 0; i < files->paths().size(); ++i) {
    const int part = i < chosen->size() ? (*chosen)[i] : -1;
    set.stems.push_back({files->paths()[i], part, files->level_db(i)});
  }
  set.sample_rate_hz = format.sample_rate_hz;
  set.channel_count = format.channel_count;
  set.duration_s = double(*frames) / format.sample_rate_hz;
  set.warnings =
      warnings_of(recording, **reader, splitter, score, options.start_s + set.duration_s, options);
  return set;
}

}  // namespace divisi
