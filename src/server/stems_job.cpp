#include "server/stems_job.h"

#include "core/atomic_file.h"
#include "divisi/auralise.h"
#include "divisi/files.h"
#include "divisi/stems.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

std::string list_of(const Score& score, const StemSet& set, int revision) {
  std::vector<std::string> stems;
  std::string residual;
  for (const Stem& stem : set.stems) {
    const std::string file = stem.path.filename().string();
    if (stem.part < 0) {
      residual = file;
      continue;
    }
    stems.push_back(JsonObject()
                        .number("part", stem.part)
                        .text("name", score.parts[std::size_t(stem.part)].name)
                        .text("file", file)
                        .number("level_db", stem.level_db)
                        .done());
  }
  return JsonObject()
      .number("revision", revision)
      .json("stems", json_array(stems))
      .text("residual", residual)
      .done();
}

/// One half of the work, told as half of it.
ProgressFunction half(double begin, EventChannel& channel, const std::atomic<bool>& stop) {
  return [begin, &channel, &stop](const Progress& progress) {
    const double share = progress.fraction < 0.0 ? 0.0 : progress.fraction;
    channel.tell_stems(WorkState::working, begin + 0.5 * share, 1.0);
    return !stop;
  };
}

}  // namespace

Expected<void> make_stems(const fs::path& folder, const ScoreAtRevision& of, int threads,
                          EventChannel& channel, const std::atomic<bool>& stop) {
  StemOptions options;
  options.threads = threads;
  const Expected<StemSet> set = write_stems(folder / "original.bin", of.score, folder / "stems",
                                            options, half(0.0, channel, stop));
  if (!set) return set.error();
  const Expected<Auralisation> played =
      write_auralisation(folder / "original.bin", of.score, folder / "played", set->stems, {},
                         half(0.5, channel, stop));
  if (!played) return played.error();
  return core::write_file_atomically(folder / kStemList, list_of(of.score, *set, of.revision));
}

}  // namespace divisi::server
