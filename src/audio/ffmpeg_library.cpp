#include "audio/ffmpeg_library.h"

#include <memory>
#include <string>

#include <dlfcn.h>

#include "core/check.h"

namespace divisi::audio {
namespace {

/// One shared library; never unloaded, for its functions are kept.
void* open_library(const char* name, int major) {
  return ::dlopen((std::string(name) + ".so." + std::to_string(major)).c_str(),
                  RTLD_LAZY | RTLD_LOCAL);
}

template <class Function>
bool take(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool take_format(void* library, FfmpegLibrary& all) {
  return take(library, "avformat_alloc_context", all.avformat_alloc_context) &&
         take(library, "avformat_open_input", all.avformat_open_input) &&
         take(library, "avformat_close_input", all.avformat_close_input) &&
         take(library, "avformat_find_stream_info", all.avformat_find_stream_info) &&
         take(library, "av_find_best_stream", all.av_find_best_stream) &&
         take(library, "av_read_frame", all.av_read_frame) &&
         take(library, "avio_alloc_context", all.avio_alloc_context) &&
         take(library, "avio_context_free", all.avio_context_free);
}

bool take_codec(void* library, FfmpegLibrary& all) {
  return take(library, "avcodec_alloc_context3", all.avcodec_alloc_context3) &&
         take(library, "avcodec_free_context", all.avcodec_free_context) &&
         take(library, "avcodec_parameters_to_context", all.avcodec_parameters_to_context) &&
         take(library, "avcodec_open2", all.avcodec_open2) &&
         take(library, "avcodec_send_packet", all.avcodec_send_packet) &&
         take(library, "avcodec_receive_frame", all.avcodec_receive_frame) &&
         take(library, "av_packet_alloc", all.av_packet_alloc) &&
         take(library, "av_packet_free", all.av_packet_free) &&
         take(library, "av_packet_unref", all.av_packet_unref);
}

bool take_util(void* library, FfmpegLibrary& all) {
  return take(library, "av_frame_alloc", all.av_frame_alloc) &&
         take(library, "av_frame_free", all.av_frame_free) &&
         take(library, "av_frame_unref", all.av_frame_unref) &&
         take(library, "av_malloc", all.av_malloc) && take(library, "av_freep", all.av_freep) &&
         take(library, "av_log_set_level", all.av_log_set_level) &&
         take(library, "av_sample_fmt_is_planar", all.av_sample_fmt_is_planar) &&
         take(library, "av_get_packed_sample_fmt", all.av_get_packed_sample_fmt);
}

std::unique_ptr<const FfmpegLibrary> load() {
  void* util = open_library("libavutil", LIBAVUTIL_VERSION_MAJOR);
  void* codec = open_library("libavcodec", LIBAVCODEC_VERSION_MAJOR);
  void* format = open_library("libavformat", LIBAVFORMAT_VERSION_MAJOR);
  if (util == nullptr || codec == nullptr || format == nullptr) return nullptr;
  auto all = std::make_unique<FfmpegLibrary>();
  if (!take_util(util, *all) || !take_codec(codec, *all) || !take_format(format, *all)) {
    return nullptr;
  }
  all->av_log_set_level(AV_LOG_QUIET);
  return all;
}

}  // namespace

const FfmpegLibrary* load_ffmpeg() {
  static const std::unique_ptr<const FfmpegLibrary> library = load();
  return library.get();
}

const FfmpegLibrary& ffmpeg() {
  const FfmpegLibrary* library = load_ffmpeg();
  DIVISI_CHECK(library != nullptr, "FFmpeg is asked for where it is not installed");
  return *library;
}

}  // namespace divisi::audio
