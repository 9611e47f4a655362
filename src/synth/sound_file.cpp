#include "synth/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

namespace divisi::synth {
namespace {

using File = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

/// A file in memory for libsndfile's callbacks.
struct Memory {
  std::string bytes;
  sf_count_t position = 0;
};

sf_count_t memory_length(void* user) {
  return static_cast<sf_count_t>(static_cast<Memory*>(user)->bytes.size());
}

sf_count_t memory_seek(sf_count_t offset, int whence, void* user) {
  auto* memory = static_cast<Memory*>(user);
  const sf_count_t base =
      whence == SEEK_SET ? 0 : (whence == SEEK_CUR ? memory->position : memory_length(user));
  return memory->position = std::clamp<sf_count_t>(base + offset, 0, memory_length(user));
}

sf_count_t memory_read(void* target, sf_count_t count, void* user) {
  auto* memory = static_cast<Memory*>(user);
  const sf_count_t taken = std::min(count, memory_length(user) - memory->position);
  std::memcpy(target, memory->bytes.data() + memory->position, static_cast<std::size_t>(taken));
  memory->position += taken;
  return taken;
}

sf_count_t memory_write(const void* source, sf_count_t count, void* user) {
  auto* memory = static_cast<Memory*>(user);
  const auto end = static_cast<std::size_t>(memory->position + count);
  if (memory->bytes.size() < end) memory->bytes.resize(end);
  std::memcpy(memory->bytes.data() + memory->position, source, static_cast<std::size_t>(count));
  memory->position += count;
  return count;
}

sf_count_t memory_tell(void* user) { return static_cast<Memory*>(user)->position; }

SF_VIRTUAL_IO memory_io() {
  return {memory_length, memory_seek, memory_read, memory_write, memory_tell};
}

SF_INFO mono_info(int format) {
  SF_INFO info{};
  info.samplerate = kRateHz;
  info.channels = 1;
  info.format = format;
  return info;
}

Error failure(ErrorCode code, const std::string& name, SNDFILE* file) {
  return Error{code, name + ": " + sf_strerror(file), name};
}

/// The Vorbis encoder of libsndfile is only safe when given a block at a time.
bool write_in_blocks(SNDFILE* file, const Signal& signal) {
  constexpr std::size_t kBlock = 4096;
  for (std::size_t start = 0; start < signal.size(); start += kBlock) {
    const auto count = static_cast<sf_count_t>(std::min(kBlock, signal.size() - start));
    if (sf_write_float(file, signal.data() + start, count) != count) return false;
  }
  return true;
}

}  // namespace

Expected<void> write_flac(const std::filesystem::path& path, const Signal& signal) {
  SF_INFO info = mono_info(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  File file(sf_open(path.c_str(), SFM_WRITE, &info), sf_close);
  if (!file) return failure(ErrorCode::io, path.string(), nullptr);
  double compression = 0.3;
  sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
  sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (!write_in_blocks(file.get(), signal)) {
    return failure(ErrorCode::io, path.string(), file.get());
  }
  return {};
}

Expected<MonoSound> read_mono(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return Error{ErrorCode::not_found, path.string() + ": no such file", path.string()};
  }
  SF_INFO info{};
  File file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
  if (!file) return failure(ErrorCode::corrupt, path.string(), nullptr);
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> frames(static_cast<std::size_t>(info.frames) * channels);
  const sf_count_t got = sf_readf_float(file.get(), frames.data(), info.frames);
  MonoSound sound{info.samplerate, std::vector<float>(static_cast<std::size_t>(got), 0.0F)};
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    for (std::size_t c = 0; c < channels; ++c) sound.samples[i] += frames[i * channels + c];
    sound.samples[i] /= static_cast<float>(channels);
  }
  return sound;
}

Expected<Signal> through_vorbis(const Signal& signal, double quality) {
  Memory memory;
  SF_VIRTUAL_IO io = memory_io();
  {
    SF_INFO info = mono_info(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
    File file(sf_open_virtual(&io, SFM_WRITE, &info, &memory), sf_close);
    if (!file) return failure(ErrorCode::io, "Ogg Vorbis encoder", nullptr);
    sf_command(file.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    if (!write_in_blocks(file.get(), signal)) {
      return failure(ErrorCode::io, "Ogg Vorbis encoder", file.get());
    }
  }
  memory.position = 0;
  SF_INFO info{};
  File file(sf_open_virtual(&io, SFM_READ, &info, &memory), sf_close);
  if (!file) return failure(ErrorCode::corrupt, "Ogg Vorbis decoder", nullptr);
  Signal decoded(signal.size(), 0.0F);
  sf_read_float(file.get(), decoded.data(), static_cast<sf_count_t>(decoded.size()));
  return decoded;
}

}  // namespace divisi::synth
