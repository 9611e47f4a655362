#include "hearing/heard_set.h"

#include <utility>

#include "core/parallel.h"
#include "engine/loaded_parts.h"
#include "engine/sha256.h"
#include "engine/weights_source.h"
#include "hearing/heard_file.h"

namespace divisi::hearing {

Expected<std::string> identity_of(const std::filesystem::path& notes_weights,
                                  const std::filesystem::path& timbre_weights) {
  const Expected<engine::WeightsSource> notes = engine::open_weights(notes_weights);
  if (!notes) return notes.error();
  const auto parts = engine::load_parts_heard_with(notes_weights, timbre_weights);
  if (!parts) return parts.error();
  std::string identity = engine::sha256_hex(notes->bytes()) + " " + parts->network_sha256;
  if (parts->instruments) identity += " " + parts->instruments_sha256;
  return identity;
}

Expected<std::vector<HeardNotes>> hear_set(const Transcriber& transcriber, const data::Dataset& set,
                                           const std::filesystem::path& folder,
                                           const std::string& identity, int threads,
                                           const core::GoOn& go_on) {
  const std::filesystem::path kept = folder / "heard.bin";
  if (auto heard = read_heard(kept, identity); heard && heard->size() == set.clips.size())
    return std::move(*heard);
  Expected<std::vector<HeardClip>> clips =
      hear_clips(transcriber, set.clips, threads > 0 ? threads : core::available_threads(), go_on);
  if (!clips) return clips.error();
  std::vector<HeardNotes> heard;
  for (HeardClip& clip : *clips) heard.push_back(std::move(clip.notes));
  if (auto written = write_heard(kept, identity, heard); !written) return written.error();
  return heard;
}

}  // namespace divisi::hearing
