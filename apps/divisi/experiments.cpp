#include "experiments.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "audio/writer.h"
#include "caught.h"
#include "core/atomic_file.h"
#include "core/folder.h"
#include "core/parallel.h"
#include "data/datasets.h"
#include "divisi/files.h"
#include "divisi/transcriber.h"
#include "engine/loaded_parts.h"
#include "hearing/cerberus_recording.h"
#include "hearing/similarity.h"
#include "parts/recall.h"
#include "terminal.h"
#include "timbre/encoder_run.h"
#include "timbre/protocol_pieces.h"
#include "timbre/protocol_report.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

const auto kSay = [](const std::string& line) { say(line); };

/// The note network, which listens to files.
class NoteListener {
 public:
  static Expected<NoteListener> open(int threads) {
    Expected<Transcriber> transcriber = Transcriber::create();
    if (!transcriber) return transcriber.error();
    return NoteListener(std::make_shared<Transcriber>(std::move(*transcriber)), threads);
  }

  Expected<std::vector<Note>> operator()(const std::vector<float>& samples) const {
    const fs::path path =
        fs::temp_directory_path() / ("divisi-mixture-" + std::to_string(::getpid()) + ".wav");
    auto written = audio::write_audio(path, {22050, 1, samples}, audio::AudioEncoding::float_32);
    if (!written) return written.error();
    TranscribeOptions options;
    options.threads = threads_;
    const Expected<Transcription> heard = transcriber_->transcribe(path, options);
    std::error_code ignored;
    fs::remove(path, ignored);
    if (!heard) return heard.error();
    std::vector<Note> notes;
    for (const Part& part : heard->score.parts) {
      if (!part.is_drums) notes.insert(notes.end(), part.notes.begin(), part.notes.end());
    }
    return notes;
  }

 private:
  NoteListener(std::shared_ptr<Transcriber> transcriber, int threads)
      : transcriber_(std::move(transcriber)), threads_(threads) {}

  std::shared_ptr<Transcriber> transcriber_;
  int threads_;
};

Expected<std::vector<timbre::ProtocolPiece>> read_pieces(const ProtocolOptions& options) {
  const Expected<data::Dataset> dataset = data::load_dataset(options.dataset, options.stems);
  if (!dataset) return dataset.error();
  return timbre::read_protocol_pieces(*dataset);
}

Expected<void> write_tables(const std::vector<timbre::ProtocolRow>& rows, const fs::path& output) {
  if (output.empty()) return {};
  auto written = core::write_file_atomically(output.string() + ".md", timbre::to_markdown(rows));
  if (!written) return written;
  return core::write_file_atomically(output.string() + ".json", timbre::to_json(rows));
}

Expected<void> measure(const ProtocolOptions& options) {
  torch::set_num_threads(options.threads);
  const Expected<std::vector<timbre::ProtocolPiece>> pieces = read_pieces(options);
  if (!pieces) return pieces.error();
  Expected<timbre::EncoderNet> encoder = timbre::load_encoder(options.encoder);
  if (!encoder) return encoder.error();
  timbre::ProtocolMeans means;
  means.embed = [&](const std::vector<float>& samples) { return timbre::embed(*encoder, samples); };
  if (!options.truth_only) {
    const Expected<NoteListener> listener = NoteListener::open(options.threads);
    if (!listener) return listener.error();
    means.transcribe = *listener;
  }
  const auto rows = timbre::run_protocol(*pieces, means, kSay);
  if (!rows) return rows.error();
  print(timbre::to_markdown(*rows) + "\n" + timbre::published_table());
  return write_tables(*rows, options.output);
}

/// The same notes by way of the memory.
Expected<std::vector<hearing::HeardNotes>> remember(
    const NoteMemoryTrial& trial, const std::vector<hearing::HeardNotes>& pieces) {
  const auto parts = engine::load_parts_heard_with(trial.notes_weights, trial.timbre_weights);
  if (!parts) return parts.error();
  if (!parts->memory)
    return Error{ErrorCode::unsupported, "these timbre weights have no memory", {}};
  std::vector<hearing::HeardNotes> after = pieces;
  for (hearing::HeardNotes& piece : after)
    piece.tokens = parts::recall(piece.tokens, *parts->memory);
  return after;
}

std::string figures_row(const char* name, const hearing::PairFigures& figures) {
  char text[96];
  std::snprintf(text, sizeof(text), "| %s | %.3f | %.3f | %.3f |\n", name, figures.all,
                figures.near, figures.far);
  return text;
}

/// Which of the clips to draw.
Expected<std::size_t> find_clip(const std::vector<data::Clip>& clips, const std::string& id) {
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (id.empty() || clips[i].id == id) return i;
  }
  return Error{ErrorCode::not_found, "no clip is called " + id, id};
}

/// A single recording is a set of one clip, of which nothing else is known.
Expected<data::Dataset> recording_or_clips(const CerberusTrial& trial) {
  std::error_code ignored;
  const fs::file_type found = fs::status(trial.clips, ignored).type();
  if (found == fs::file_type::not_found)
    return Error{ErrorCode::not_found,
                 trial.clips.string() + ": not there, expected a recording or a set of clips",
                 trial.clips.string()};
  if (found != fs::file_type::regular) return data::load_dataset(trial.dataset, trial.clips);
  data::Clip clip;
  clip.id = trial.clips.stem().string();
  clip.mix = trial.clips;
  return data::Dataset{"recording", {clip}};
}

}  // namespace

Expected<void> try_note_memory(const NoteMemoryTrial& trial) {
  const Expected<Transcriber> transcriber =
      Transcriber::create(trial.notes_weights, trial.timbre_weights);
  if (!transcriber) return transcriber.error();
  const Expected<data::Dataset> dataset = data::load_dataset(trial.dataset, trial.clips);
  if (!dataset) return dataset.error();
  const Expected<std::size_t> pictured = find_clip(dataset->clips, trial.pictured);
  if (!pictured) return pictured.error();
  const int threads = trial.threads > 0 ? trial.threads : core::available_threads();
  Expected<std::vector<hearing::HeardClip>> heard =
      hearing::hear_clips(*transcriber, dataset->clips, threads, not_interrupted);
  if (!heard) return heard.error();
  std::vector<hearing::HeardNotes> before;
  for (hearing::HeardClip& clip : *heard) before.push_back(std::move(clip.notes));
  const auto after = remember(trial, before);
  if (!after) return after.error();
  print(
      "| pairs of notes told apart (area under the curve) | all | within 4 semitones | beyond an "
      "octave |\n|---|---|---|---|\n" +
      figures_row("by what each sounds like", hearing::judge_pairs(before)) +
      figures_row("by what the memory makes of it", hearing::judge_pairs(*after)));
  if (trial.picture.empty()) return {};
  return hearing::draw_similarity(before[*pictured], (*after)[*pictured],
                                  dataset->clips[*pictured].id, trial.picture);
}

Expected<void> run_timbre_encoder(const timbre::EncoderRecipe& recipe, const fs::path& pieces,
                                  const fs::path& run, int threads) {
  return caught([&]() -> Expected<void> {
    torch::set_num_threads(threads);
    const auto loaded = timbre::load_solo_pieces(pieces, threads);
    if (!loaded) return loaded.error();
    return timbre::train_encoder(recipe, *loaded, run, kSay);
  });
}

Expected<void> run_attention_memory(const timbre::EncoderRecipe& recipe, const fs::path& pieces,
                                    int threads) {
  return caught([&]() -> Expected<void> {
    torch::set_num_threads(threads);
    const auto loaded = timbre::load_solo_pieces(pieces, threads);
    if (!loaded) return loaded.error();
    print(timbre::try_attention_memory(recipe, *loaded, kSay));
    return {};
  });
}

Expected<void> hear_clips_with_cerberus(const CerberusTrial& trial) {
  const Expected<models::CerberusModel> model = hearing::open_cerberus(trial.weights);
  if (!model) return model.error();
  const Expected<data::Dataset> dataset = recording_or_clips(trial);
  if (!dataset) return dataset.error();
  const int threads = trial.threads > 0 ? trial.threads : core::available_threads();
  return core::parallel_try(
      dataset->clips.size(), threads,
      [&](std::size_t i) -> Expected<void> {
        const data::Clip& clip = dataset->clips[i];
        const auto heard = hearing::hear_with_cerberus(*model, clip.mix);
        if (!heard) return heard.error();
        return hearing::write_cerberus(*model, *heard, trial.output / clip.id);
      },
      not_interrupted);
}

Expected<void> run_timbre_protocol(const ProtocolOptions& options) {
  return caught([&] { return measure(options); });
}

}  // namespace divisi::cli
