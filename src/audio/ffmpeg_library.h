/// FFmpeg's libraries, loaded when the first file needs them.
///
/// Linked the ordinary way they bring some 120 further libraries, which cost every start of the
/// program 35 ms and 20 MB, though hardly any file needs them. Loaded late they may also be absent
/// from the machine the program runs on.
///
/// Source    dlopen(3). The major versions are those of the headers we were compiled with.
/// Thread    safe.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
#include <libavutil/samplefmt.h>
}

namespace divisi::audio {

/// The functions we use, under their own names.
struct FfmpegLibrary {
  decltype(&::avformat_alloc_context) avformat_alloc_context = nullptr;
  decltype(&::avformat_open_input) avformat_open_input = nullptr;
  decltype(&::avformat_close_input) avformat_close_input = nullptr;
  decltype(&::avformat_find_stream_info) avformat_find_stream_info = nullptr;
  decltype(&::av_find_best_stream) av_find_best_stream = nullptr;
  decltype(&::av_read_frame) av_read_frame = nullptr;
  decltype(&::avio_alloc_context) avio_alloc_context = nullptr;
  decltype(&::avio_context_free) avio_context_free = nullptr;
  decltype(&::avcodec_alloc_context3) avcodec_alloc_context3 = nullptr;
  decltype(&::avcodec_free_context) avcodec_free_context = nullptr;
  decltype(&::avcodec_parameters_to_context) avcodec_parameters_to_context = nullptr;
  decltype(&::avcodec_open2) avcodec_open2 = nullptr;
  decltype(&::avcodec_send_packet) avcodec_send_packet = nullptr;
  decltype(&::avcodec_receive_frame) avcodec_receive_frame = nullptr;
  decltype(&::av_packet_alloc) av_packet_alloc = nullptr;
  decltype(&::av_packet_free) av_packet_free = nullptr;
  decltype(&::av_packet_unref) av_packet_unref = nullptr;
  decltype(&::av_frame_alloc) av_frame_alloc = nullptr;
  decltype(&::av_frame_free) av_frame_free = nullptr;
  decltype(&::av_frame_unref) av_frame_unref = nullptr;
  decltype(&::av_malloc) av_malloc = nullptr;
  decltype(&::av_freep) av_freep = nullptr;
  decltype(&::av_log_set_level) av_log_set_level = nullptr;
  decltype(&::av_sample_fmt_is_planar) av_sample_fmt_is_planar = nullptr;
  decltype(&::av_get_packed_sample_fmt) av_get_packed_sample_fmt = nullptr;
};

/// Loaded at the first call and kept; null where the libraries are not installed.
const FfmpegLibrary* load_ffmpeg();

/// The same, where it is known to be there. Requires: load_ffmpeg() was not null.
const FfmpegLibrary& ffmpeg();

}  // namespace divisi::audio
