#include "experiments.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "audio/writer.h"
#include "core/atomic_file.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "terminal.h"
#include "timbre/encoder_run.h"
#include "timbre/protocol_pieces.h"
#include "timbre/protocol_report.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;

/// libtorch throws; we do not.
template <class Work>
Expected<void> caught(const Work& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    return Error{ErrorCode::internal, problem.what(), {}};
  }
}

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

}  // namespace

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

Expected<void> run_timbre_protocol(const ProtocolOptions& options) {
  return caught([&] { return measure(options); });
}

}  // namespace divisi::cli
