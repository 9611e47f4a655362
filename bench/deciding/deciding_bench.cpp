// How long a slider waits: notes and parts decided again from evidence that is in memory.
//
//   deciding_bench EVIDENCE [--benchmark_filter=...]
//
// EVIDENCE is a file of `divisi transcribe --save-evidence --parts auto`. Every way of deciding is
// first compared with Transcriber::decode(); thresholds alternate, so that nothing is decided twice
// in a row from the same options unless that is what is timed.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>

#include "divisi/files.h"
#include "divisi/transcriber.h"

namespace divisi::bench {
namespace {

struct Piece {
  Evidence evidence;
  DecodeOptions usual;
  Transcriber transcriber;

  DecodeOptions options(int step) const { return with_threshold(usual, step % 2 == 0 ? 0.5 : 0.4); }
};

bool same(const Score& a, const Score& b) {
  if (a.parts.size() != b.parts.size() || a.tempo.size() != b.tempo.size()) return false;
  for (std::size_t p = 0; p < a.parts.size(); ++p) {
    const std::vector<Note>& ours = a.parts[p].notes;
    const std::vector<Note>& theirs = b.parts[p].notes;
    if (ours.size() != theirs.size() || a.parts[p].name != b.parts[p].name) return false;
    for (std::size_t n = 0; n < ours.size(); ++n) {
      if (ours[n].onset_s != theirs[n].onset_s || ours[n].offset_s != theirs[n].offset_s ||
          ours[n].pitch_midi != theirs[n].pitch_midi ||
          ours[n].part_confidence != theirs[n].part_confidence)
        return false;
    }
  }
  return true;
}

bool is_right(const Piece& piece, EvidenceDecoder& decoder, const PartOptions& parts) {
  for (int step = 0; step < 3; ++step) {
    const auto expected = piece.transcriber.decode(piece.evidence, piece.options(step), parts);
    const auto found = decoder.decode(piece.options(step), parts);
    if (!expected || !found || !same(*found, *expected)) return false;
  }
  return true;
}

void time_whole(benchmark::State& state, const Piece& piece, const PartOptions& parts) {
  int step = 0;
  for (auto _ : state) {
    auto score = piece.transcriber.decode(piece.evidence, piece.options(step++), parts);
    benchmark::DoNotOptimize(score);
  }
}

void time_making(benchmark::State& state, const Piece& piece) {
  for (auto _ : state) {
    auto decoder = piece.transcriber.decoder_for(piece.evidence);
    benchmark::DoNotOptimize(decoder);
  }
}

/// `same_notes`: only the parts are asked for anew.
void time_again(benchmark::State& state, const Piece& piece, const PartOptions& parts, int threads,
                bool same_notes) {
  auto decoder = piece.transcriber.decoder_for(piece.evidence, threads);
  if (!decoder || !is_right(piece, *decoder, parts))
    return state.SkipWithError("differs from Transcriber::decode");
  int step = 1;  // the check ended with 0
  for (auto _ : state) {
    auto score = decoder->decode(piece.options(same_notes ? 0 : step++), parts);
    benchmark::DoNotOptimize(score);
  }
}

template <class Function>
void add(const std::string& name, Function function) {
  benchmark::RegisterBenchmark(name.c_str(), function)
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

void register_all(const Piece& piece) {
  const PartOptions one{.count = 1};
  const PartOptions any;
  add("decode/notes", [=, &piece](auto& state) { time_whole(state, piece, one); });
  add("decode/parts", [=, &piece](auto& state) { time_whole(state, piece, any); });
  add("decoder/made", [&piece](auto& state) { time_making(state, piece); });
  add("decoder/notes", [=, &piece](auto& state) { time_again(state, piece, one, 1, false); });
  for (const int threads : {1, 4}) {
    const std::string suffix = "/threads:" + std::to_string(threads);
    add("decoder/parts" + suffix,
        [=, &piece](auto& state) { time_again(state, piece, any, threads, false); });
    add("decoder/parts_of_same_notes" + suffix,
        [=, &piece](auto& state) { time_again(state, piece, any, threads, true); });
  }
}

}  // namespace
}  // namespace divisi::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: deciding_bench EVIDENCE [--benchmark_...]\n");
    return 2;
  }
  auto heard = divisi::load_evidence(argv[1]);
  auto transcriber = divisi::Transcriber::create();
  if (!heard || !transcriber) {
    const divisi::Error& error = heard ? transcriber.error() : heard.error();
    std::fprintf(stderr, "deciding_bench: %s\n", error.message.c_str());
    return 1;
  }
  const divisi::bench::Piece piece{std::move(heard->evidence), heard->origin.decode,
                                   std::move(*transcriber)};
  divisi::bench::register_all(piece);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
