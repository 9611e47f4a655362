// FFmpeg's libavformat and libavcodec (LGPL-2.1, GPL in some builds; hence optional): M4A, video,
// and whatever else people have.
//
// Time 0 is the start of the presentation: the encoder's priming samples are dropped by libavcodec
// from the container's side data, and silence stands in where a video's sound begins late.
// All bytes come through our own file handle, and a container may open nothing else: a playlist
// that points elsewhere must not make us read other files or the network.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "audio/decoder.h"
#include "audio/ffmpeg_library.h"
#include "audio/ffmpeg_samples.h"

namespace divisi::audio {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

int read_bytes(void* file, std::uint8_t* bytes, int count) {
  const std::size_t got =
      std::fread(bytes, 1, static_cast<std::size_t>(count), static_cast<std::FILE*>(file));
  return got > 0 ? static_cast<int>(got) : AVERROR_EOF;
}

std::int64_t seek_bytes(void* opaque, std::int64_t offset, int whence) {
  auto* file = static_cast<std::FILE*>(opaque);
  if ((whence & AVSEEK_SIZE) != 0) {
    const off_t here = ftello(file);
    if (fseeko(file, 0, SEEK_END) != 0) return -1;
    const off_t size = ftello(file);
    return fseeko(file, here, SEEK_SET) == 0 ? size : -1;
  }
  return fseeko(file, offset, whence & ~AVSEEK_FORCE) == 0 ? ftello(file) : -1;
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

struct FreeIo {
  void operator()(AVIOContext* io) const {
    ffmpeg().av_freep(&io->buffer);
    ffmpeg().avio_context_free(&io);
  }
};
struct FreeFormat {
  void operator()(AVFormatContext* context) const { ffmpeg().avformat_close_input(&context); }
};
struct FreeCodec {
  void operator()(AVCodecContext* context) const { ffmpeg().avcodec_free_context(&context); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { ffmpeg().av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { ffmpeg().av_frame_free(&frame); }
};

Error unsupported() { return {ErrorCode::unsupported, "not known to FFmpeg", {}}; }

Error corrupt(const char* what) {
  return {ErrorCode::corrupt, std::string("cannot be decoded: ") + what, {}};
}

class FfmpegDecoder final : public Decoder {
 public:
  FfmpegDecoder() : packet_(ffmpeg().av_packet_alloc()), frame_(ffmpeg().av_frame_alloc()) {}

  Expected<void> open(const std::filesystem::path& path);

  AudioFormat format() const override { return format_; }
  bool frame_count_is_exact() const override { return false; }
  bool seek(std::int64_t) override { return false; }
  Expected<std::size_t> decode(float* interleaved, std::size_t frames) override;
  std::vector<std::string> warnings() const override;

 private:
  Expected<void> open_container();
  Expected<void> open_codec();
  void learn_format();
  void insert_late_start();
  bool decode_next_frame();
  bool send_next_packet();
  void take_frame();

  // In the order in which they lean on each other; freed from the last to the first.
  File file_{nullptr, &std::fclose};
  std::unique_ptr<AVIOContext, FreeIo> io_;
  std::unique_ptr<AVFormatContext, FreeFormat> container_;
  std::unique_ptr<AVCodecContext, FreeCodec> codec_;
  std::unique_ptr<AVPacket, FreePacket> packet_;
  std::unique_ptr<AVFrame, FreeFrame> frame_;
  int stream_ = -1;
  AudioFormat format_;
  std::vector<float> pending_;     ///< decoded, interleaved, not yet handed out
  std::size_t pending_start_ = 0;  ///< samples of it that were handed out
  std::int64_t first_timestamp_ = AV_NOPTS_VALUE;
  bool draining_ = false;
  bool changed_format_ = false;
  std::int64_t damaged_packets_ = 0;
};

Expected<void> FfmpegDecoder::open(const std::filesystem::path& path) {
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_) return Error{ErrorCode::io, "cannot read", {}};
  if (Expected<void> opened = open_container(); !opened) return opened;
  if (Expected<void> opened = open_codec(); !opened) return opened;
  // The first frame, not the header, tells the true rate: HE-AAC's is twice what its header says.
  if (!decode_next_frame()) return corrupt("its sound holds no frame that can be decoded");
  insert_late_start();
  return {};
}

Expected<void> FfmpegDecoder::open_container() {
  constexpr int kBufferBytes = 1 << 16;
  auto* buffer = static_cast<unsigned char*>(ffmpeg().av_malloc(kBufferBytes));
  io_.reset(ffmpeg().avio_alloc_context(buffer, kBufferBytes, 0, file_.get(), &read_bytes, nullptr,
                                        &seek_bytes));
  AVFormatContext* context = ffmpeg().avformat_alloc_context();
  context->pb = io_.get();
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->io_open = &refuse_to_open;
  // No name: guesses by the file's ending are what makes noise of text.
  if (ffmpeg().avformat_open_input(&context, "", nullptr, nullptr) < 0) return unsupported();
  container_.reset(context);
  if (ffmpeg().avformat_find_stream_info(context, nullptr) < 0) return unsupported();
  return {};
}

Expected<void> FfmpegDecoder::open_codec() {
  const AVCodec* codec = nullptr;
  stream_ = ffmpeg().av_find_best_stream(container_.get(), AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0);
  if (stream_ == AVERROR_DECODER_NOT_FOUND) return corrupt("its codec is not known to FFmpeg");
  if (stream_ < 0) {
    const bool is_video = container_->nb_streams > 0 && container_->duration > 0;
    return is_video ? corrupt("it has no sound track") : unsupported();
  }
  const AVStream& stream = *container_->streams[stream_];
  for (unsigned i = 0; i < container_->nb_streams; ++i) {
    if (static_cast<int>(i) != stream_) container_->streams[i]->discard = AVDISCARD_ALL;
  }
  codec_.reset(ffmpeg().avcodec_alloc_context3(codec));
  if (ffmpeg().avcodec_parameters_to_context(codec_.get(), stream.codecpar) < 0)
    return unsupported();
  codec_->pkt_timebase = stream.time_base;  // without it libavcodec cannot drop the priming
  codec_->thread_count = 1;
  if (ffmpeg().avcodec_open2(codec_.get(), codec, nullptr) < 0)
    return corrupt("its codec does not start");
  return {};
}

/// Called with the first frame.
void FfmpegDecoder::learn_format() {
  format_.sample_rate_hz = frame_->sample_rate;
  format_.channel_count = frame_->ch_layout.nb_channels;
  first_timestamp_ = frame_->pts;
  const AVStream& stream = *container_->streams[stream_];
  double duration_s = -1.0;
  if (stream.duration != AV_NOPTS_VALUE) {
    duration_s = static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  } else if (container_->duration != AV_NOPTS_VALUE) {
    duration_s = static_cast<double>(container_->duration) / AV_TIME_BASE;
  }
  const double frames = duration_s * format_.sample_rate_hz;
  format_.frame_count = frames > 0.0 && frames < 9e15 ? std::llround(frames) : -1;
}

/// Sound that starts after the picture keeps its distance.
void FfmpegDecoder::insert_late_start() {
  constexpr double kLongest_s = 3600.0;
  if (first_timestamp_ == AV_NOPTS_VALUE || container_->nb_streams < 2) return;
  const double container_start_s =
      container_->start_time == AV_NOPTS_VALUE
          ? 0.0
          : std::max(0.0, static_cast<double>(container_->start_time) / AV_TIME_BASE);
  const double gap_s =
      static_cast<double>(first_timestamp_) * av_q2d(container_->streams[stream_]->time_base) -
      container_start_s;
  if (!(gap_s > 0.0 && gap_s < kLongest_s)) return;
  const auto silent_frames = static_cast<std::size_t>(gap_s * format_.sample_rate_hz + 0.5);
  pending_.insert(pending_.begin(), silent_frames * static_cast<std::size_t>(format_.channel_count),
                  0.0f);
  if (format_.frame_count >= 0) format_.frame_count += static_cast<std::int64_t>(silent_frames);
}

/// Feeds the codec; at the end tells it so once. False when there is nothing left to feed.
bool FfmpegDecoder::send_next_packet() {
  if (draining_) return false;
  while (ffmpeg().av_read_frame(container_.get(), packet_.get()) >= 0) {
    const bool ours = packet_->stream_index == stream_;
    const int status = ours ? ffmpeg().avcodec_send_packet(codec_.get(), packet_.get()) : 0;
    ffmpeg().av_packet_unref(packet_.get());
    if (ours && status < 0) ++damaged_packets_;
    if (ours && status >= 0) return true;
  }
  draining_ = true;
  return ffmpeg().avcodec_send_packet(codec_.get(), nullptr) >= 0;
}

/// Refills pending_; false at the end.
bool FfmpegDecoder::decode_next_frame() {
  while (!changed_format_) {
    const int status = ffmpeg().avcodec_receive_frame(codec_.get(), frame_.get());
    if (status >= 0) {
      const bool usable = frame_->nb_samples > 0 && frame_->ch_layout.nb_channels > 0;
      if (usable) take_frame();
      ffmpeg().av_frame_unref(frame_.get());
      if (usable) return !changed_format_;
    } else if (status == AVERROR_EOF) {
      return false;
    } else {
      if (status != AVERROR(EAGAIN)) ++damaged_packets_;
      if (!send_next_packet()) return false;
    }
  }
  return false;
}

void FfmpegDecoder::take_frame() {
  if (format_.channel_count == 0) learn_format();
  if (frame_->sample_rate != format_.sample_rate_hz ||
      frame_->ch_layout.nb_channels != format_.channel_count) {
    changed_format_ = true;
    return;
  }
  pending_start_ = 0;
  pending_.resize(static_cast<std::size_t>(frame_->nb_samples) *
                  static_cast<std::size_t>(format_.channel_count));
  if (!interleave_any(*frame_, format_.channel_count, pending_.data())) changed_format_ = true;
}

Expected<std::size_t> FfmpegDecoder::decode(float* interleaved, std::size_t frames) {
  const std::size_t wanted = frames * static_cast<std::size_t>(format_.channel_count);
  std::size_t filled = 0;
  while (filled < wanted) {
    if (pending_start_ == pending_.size()) {
      pending_.clear();
      pending_start_ = 0;
      if (!decode_next_frame()) break;
    }
    const std::size_t count = std::min(wanted - filled, pending_.size() - pending_start_);
    std::copy_n(pending_.data() + pending_start_, count, interleaved + filled);
    pending_start_ += count;
    filled += count;
  }
  return filled / static_cast<std::size_t>(format_.channel_count);
}

std::vector<std::string> FfmpegDecoder::warnings() const {
  std::vector<std::string> lines;
  if (damaged_packets_ > 0) {
    lines.push_back(std::to_string(damaged_packets_) +
                    " damaged packets were left out: later times may be early");
  }
  if (changed_format_) {
    lines.emplace_back("changes its sample rate or channels on the way: read up to there");
  }
  return lines;
}

}  // namespace

bool has_ffmpeg() { return load_ffmpeg() != nullptr; }

Expected<std::unique_ptr<Decoder>> open_ffmpeg(const std::filesystem::path& path) {
  if (!has_ffmpeg()) return Error{ErrorCode::unsupported, "FFmpeg is not installed", {}};
  auto decoder = std::make_unique<FfmpegDecoder>();
  if (Expected<void> opened = decoder->open(path); !opened) return opened.error();
  return std::unique_ptr<Decoder>(std::move(decoder));
}

}  // namespace divisi::audio
