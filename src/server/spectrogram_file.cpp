#include "server/spectrogram_file.h"

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "core/json.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

char byte_of(float level_db) {
  const double share = 1.0 - std::clamp(double(level_db), kFloorDb, 0.0) / kFloorDb;
  return static_cast<char>(static_cast<unsigned char>(std::lround(share * 255.0)));
}

float level_of(char byte) {
  return static_cast<float>(kFloorDb * (1.0 - static_cast<unsigned char>(byte) / 255.0));
}

std::string card_of(const Spectrogram& spectrogram) {
  return JsonObject()
      .json("frames", JsonObject()
                          .json("hop_s", json_number(spectrogram.frames.hop_s, 9))
                          .json("origin_s", json_number(spectrogram.frames.origin_s, 9))
                          .done())
      .number("lowest_midi", spectrogram.lowest_midi)
      .number("bins_per_semitone", spectrogram.bins_per_semitone)
      .number("width", static_cast<double>(spectrogram.level_db.rows))
      .number("height", static_cast<double>(spectrogram.level_db.columns))
      .number("floor_db", kFloorDb)
      .done();
}

}  // namespace

Expected<void> write_spectrogram(const Spectrogram& spectrogram,
                                 const std::filesystem::path& folder) {
  std::string bytes;
  bytes.reserve(spectrogram.level_db.cells.size());
  for (const float level_db : spectrogram.level_db.cells) bytes += byte_of(level_db);
  Expected<void> written = core::write_file_atomically(folder / kSpectrogramBytes, bytes);
  if (!written) return written;
  return core::write_file_atomically(folder / kSpectrogramCard, card_of(spectrogram));
}

Expected<Spectrogram> read_spectrogram(const std::filesystem::path& folder) {
  const Expected<core::JsonValue> card = core::read_json(folder / kSpectrogramCard);
  if (!card) return card.error();
  const Expected<std::string> bytes = core::read_file(folder / kSpectrogramBytes);
  if (!bytes) return bytes.error();
  const double width = card->find_number("width").value_or(-1.0);
  const double height = card->find_number("height").value_or(-1.0);
  if (!(width >= 0.0 && height >= 0.0 && width * height == double(bytes->size()))) {
    return Error{ErrorCode::corrupt, "spectrogram.u8: does not fit spectrogram.json", {}};
  }
  Spectrogram spectrogram;
  if (const core::JsonValue* frames = card->find("frames")) {
    spectrogram.frames = {frames->find_number("hop_s").value_or(0.0),
                          frames->find_number("origin_s").value_or(0.0)};
  }
  spectrogram.lowest_midi = card->find_number("lowest_midi").value_or(0.0);
  spectrogram.bins_per_semitone = card->find_number("bins_per_semitone").value_or(1.0);
  spectrogram.level_db = Map2d(std::size_t(width), std::size_t(height));
  std::transform(bytes->begin(), bytes->end(), spectrogram.level_db.cells.begin(), level_of);
  return spectrogram;
}

}  // namespace divisi::server
