/// The whole path in one place: open, hear, think, decide.

#include "divisi/transcriber.h"

#include <algorithm>
#include <cmath>

#include "audio/mono_source.h"
#include "core/parallel.h"
#include "decode/note_decoder.h"
#include "engine/bend_pool.h"
#include "engine/bend_stage.h"
#include "engine/deal_parts.h"
#include "engine/decode_options.h"
#include "engine/drum_stage.h"
#include "engine/enrolment.h"
#include "engine/evidence_decoder_state.h"
#include "engine/evidence_keeper.h"
#include "engine/find_tuning.h"
#include "engine/fingerprint.h"
#include "engine/listening.h"
#include "engine/loaded_drums.h"
#include "engine/loaded_model.h"
#include "engine/loaded_parts.h"
#include "engine/network_stage.h"
#include "engine/part_listener.h"
#include "engine/score_of_parts.h"
#include "engine/spectrogram_keeper.h"
#include "engine/weights_source.h"
#include "features/stereo_position.h"

namespace divisi {
namespace {

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

Expected<void> check_options(const TranscribeOptions& options, const engine::LoadedParts* parts) {
  if (!(options.start_s >= 0.0) || !std::isfinite(options.start_s)) {
    return invalid("start_s must be 0 or more");
  }
  if (options.end_s >= 0.0 && !(options.end_s > options.start_s)) {
    return invalid("end_s must come after start_s");
  }
  const bool has_tuning =
      options.tuning_hz >= kLowestTuning_hz && options.tuning_hz <= kHighestTuning_hz;
  if (options.tuning_hz != 0.0 && !has_tuning) return invalid("tuning_hz must be 0 or 390 to 500");
  if (options.threads < 0 || options.threads > 1024) return invalid("threads must be 0 to 1024");
  if (options.chunk_frames < 0 || options.chunk_frames > 65536) {
    return invalid("chunk_frames must be 0 to 65536");
  }
  if (const Expected<void> good = check_part_options(options.parts); !good) return good;
  return engine::check_instruments(options.parts,
                                   parts != nullptr && parts->instruments.has_value());
}

}  // namespace

struct Transcriber::State {
  engine::LoadedModel model;
  std::optional<engine::LoadedDrums> drums;  ///< only where they hear at the model's rate
  std::optional<engine::LoadedParts> parts;
  std::vector<std::string> warnings = {};
};

Transcriber::Transcriber(std::shared_ptr<const State> state) : state_(std::move(state)) {}
Transcriber::Transcriber(Transcriber&&) noexcept = default;
Transcriber& Transcriber::operator=(Transcriber&&) noexcept = default;
Transcriber::~Transcriber() = default;

Expected<Transcriber> Transcriber::create(const std::filesystem::path& weights,
                                          const std::filesystem::path& timbre_weights,
                                          const std::vector<Timbre>& enrolled) {
  if (weights == engine::kSlotsModel && timbre_weights.empty())
    return create(weights, engine::kSlotsModel, enrolled);
  Expected<engine::LoadedModel> model = engine::load_model(weights);
  if (!model) return model.error();
  Expected<std::optional<engine::LoadedParts>> parts =
      engine::load_parts(timbre_weights, model->features);
  if (!parts) return parts.error();
  Expected<std::optional<engine::LoadedDrums>> drums = engine::load_built_in_drums();
  if (!drums) return drums.error();
  if (*drums && (*drums)->ears.sample_rate_hz != model->features.sample_rate_hz) drums->reset();
  auto state =
      std::make_unique<State>(State{std::move(*model), std::move(*drums), std::move(*parts)});
  if (state->parts) state->warnings = engine::enrol_all(enrolled, *state->parts);
  return Transcriber(std::move(state));
}

Expected<Transcription> Transcriber::transcribe(const std::filesystem::path& recording,
                                                const TranscribeOptions& options,
                                                const std::optional<DecodeOptions>& decode,
                                                const ProgressFunction& progress) const {
  const engine::LoadedModel& model = state_->model;
  const DecodeOptions deciding = decode.value_or(model.decode);
  const engine::LoadedParts* telling = state_->parts ? &*state_->parts : nullptr;
  if (const Expected<void> good = check_options(options, telling); !good) return good.error();
  if (const Expected<void> good = engine::check_decode_options(deciding); !good) {
    return good.error();
  }

  // The recording as one channel at the model's rate.
  auto source = audio::MonoSource::open(recording, static_cast<int>(model.features.sample_rate_hz),
                                        engine::stretch_of(options));
  if (!source) return source.error();
  engine::Fingerprint fingerprint(recording, engine::is_stretch(options),
                                  options.fingerprint_recording);
  engine::Listening listening(**source, recording, options, progress);
  const FrameGrid frames = engine::ruler_from(model.features.frame_grid(), options.start_s);
  const PitchGrid pitches = engine::pitches_of(model.network);

  // What each frame passes through: networks, then decoder; the rest only listens in.
  const int threads = options.threads > 0 ? options.threads : core::available_threads();
  engine::PartListener parts(telling, options.parts, frames, pitches);
  engine::BendStage bends(model.features, pitches, options.bends);
  engine::BendPool bent(frames, pitches);
  engine::NetworkStage network(model.network, parts.network(), {threads, options.chunk_frames});
  const bool wants_drums =
      options.drums != Drums::off && state_->drums.has_value() && options.parts.may_have_drums();
  engine::DrumStage drums(wants_drums ? &*state_->drums : nullptr, options.start_s);
  decode::NoteDecoder decoder(frames, pitches, deciding, engine::tuning_of(deciding));
  engine::EvidenceKeeper evidence(frames, pitches, options.keep_evidence);
  engine::SpectrogramKeeper spectrogram(model.features, options.keep_spectrogram);

  std::optional<features::StereoPosition> stereo;  // only where there is anything to compare
  const auto settle = [&](const std::vector<Note>& settled) {
    for (const Note& decided : settled) {
      Note note = engine::within_stretch(decided, frames);
      if (options.on_note) options.on_note(note);
      bent.bend(note);
      parts.take(note);
    }
  };
  const auto decide = [&](const engine::NewEvidence& fresh) {
    parts.hear(fresh, stereo ? &*stereo : nullptr);
    bends.hear(fresh);
    bent.add(bends.cells());
    evidence.add(fresh, parts.timbre(), bends.cells());
    evidence.add_instruments(parts.instruments());
    settle(decoder.push(engine::rows_of(fresh)));
    parts.forget_before(decoder.settled_s());
    bent.forget_before(decoder.settled_s());
    listening.count_decided(static_cast<double>(fresh.count) * frames.hop_s);
  };
  const auto think = [&](std::int64_t, int frame_count, const float* cells) {
    spectrogram.add(cells, frame_count);
    parts.push(cells, frame_count);
    bends.push(cells, frame_count);
    network.push(cells, frame_count, decide);
  };

  // The ears, in the recording's tuning. Left and right help to tell parts apart.
  const bool has_side = parts.network() != nullptr && (*source)->keep_side();
  const Expected<double> tuning_hz =
      engine::find_tuning(listening, options, model.features.sample_rate_hz);
  if (!tuning_hz) return tuning_hz.error();
  const features::FeatureSpec ears = model.features.in_tuning(*tuning_hz);
  Expected<features::FeatureExtractor> extractor = features::FeatureExtractor::create(ears);
  if (!extractor) return extractor.error();
  if (has_side) {
    stereo.emplace(ears);
    extractor->watch([&](const features::CqtBankBlock& block) { stereo->take_middle(block); });
  }

  // Block after block, until the recording or the caller's patience ends.
  while (true) {
    const Expected<const engine::Block*> next = listening.next();
    if (!next) return next.error();
    const engine::Block& block = **next;
    if (block.samples.empty()) break;
    drums.push(block.samples.data(), block.samples.size());
    if (stereo) stereo->push_side(block.side.data(), block.side.size());
    extractor->push(block.samples.data(), block.samples.size(), think);
  }
  if (stereo) stereo->finish_side();
  extractor->finish(think);
  network.finish(decide);
  parts.finish_hearing();
  evidence.add_instruments(parts.instruments());
  if (const Expected<void> good = listening.finish(); !good) return good.error();
  settle(decoder.finish(listening.end_s()));

  // All there is to say about it.
  Transcription result;
  std::vector<Part> all = parts.parts(options.keep_dealing ? &result.dealing : nullptr);
  if (std::optional<Part> drum_part = drums.finish(listening.end_s(), options.parts.names_drums()))
    all.push_back(std::move(*drum_part));
  result.score = engine::score_of_parts(recording.stem().string(), listening.end_s(), *tuning_hz,
                                        std::move(all));
  result.origin = engine::origin_of(recording, **source, options);
  result.origin.recording_sha256 = fingerprint.finish();
  result.origin.model_name = model.name;
  result.origin.model_sha256 = model.sha256;
  result.origin.decode = deciding;
  result.evidence = evidence.finish(listening.end_s(), *tuning_hz);
  result.spectrogram = spectrogram.finish(frames);
  if (options.keep_note_timbres) result.timbres = engine::timbres_of(parts.tokens());
  result.warnings = listening.warnings(result.score);
  return result;
}

Expected<Score> Transcriber::decode(const Evidence& evidence, const DecodeOptions& options) {
  if (const Expected<void> good = engine::check_decode_options(options); !good) return good.error();
  if (const Expected<void> good = engine::check_evidence(evidence); !good) return good.error();
  return engine::score_of_parts({}, evidence.duration_s, evidence.tuning_hz,
                                {{"Notes", 0, false, engine::decide_again(evidence, options)}});
}

Expected<Score> Transcriber::decode(const Evidence& evidence, const DecodeOptions& options,
                                    const PartOptions& parts) const {
  if (const Expected<void> good = engine::check_decode_options(options); !good) return good.error();
  if (const Expected<void> good = engine::check_evidence(evidence); !good) return good.error();
  if (const Expected<void> good = check_part_options(parts); !good) return good.error();
  const std::vector<Note> notes = engine::decide_again(evidence, options);
  engine::PartDealer dealer(state_->parts ? &*state_->parts : nullptr, evidence, 1);
  Expected<std::vector<Part>> dealt = dealer.deal(notes, parts);
  if (!dealt) return dealt.error();
  return engine::score_of_parts({}, evidence.duration_s, evidence.tuning_hz, std::move(*dealt));
}

Expected<EvidenceDecoder> Transcriber::decoder_for(const Evidence& evidence, int threads) const {
  if (const Expected<void> good = engine::check_evidence(evidence); !good) return good.error();
  if (threads < 0 || threads > 1024) return invalid("threads must be 0 to 1024");
  const int used = threads > 0 ? threads : core::available_threads();
  const engine::LoadedParts* parts = state_->parts ? &*state_->parts : nullptr;
  return EvidenceDecoder(std::make_unique<EvidenceDecoder::State>(
      state_, decode::WholeEvidence(evidence), engine::PartDealer(parts, evidence, used),
      engine::BendPool(evidence), evidence.frames, evidence.duration_s, evidence.tuning_hz));
}

Expected<Timbre> Transcriber::make_timbre(const std::string& name, const NoteTimbres& solo,
                                          int recording_count) const {
  if (!state_->parts) return Error{ErrorCode::unsupported, "no timbre network to listen with", {}};
  return engine::make_timbre(*state_->parts, name, solo, recording_count);
}

const std::vector<std::string>& Transcriber::warnings() const { return state_->warnings; }

DecodeOptions Transcriber::default_decode_options() const { return state_->model.decode; }
std::string Transcriber::model_name() const { return state_->model.name; }
std::string Transcriber::model_sha256() const { return state_->model.sha256; }

}  // namespace divisi
