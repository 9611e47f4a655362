#include "server/listening_job.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "divisi/files.h"
#include "divisi/playback.h"
#include "server/json_text.h"
#include "server/spectrogram_file.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

Error too_long(double duration_s, double limit_s) {
  return {ErrorCode::out_of_range,
          "the recording lasts " + json_number(duration_s / 60.0, 1) +
              " minutes, this server takes at most " + json_number(limit_s / 60.0, 1) +
              " (--max-duration)",
          {}};
}

/// Tells how far listening is; false when it is to stop.
class Watch {
 public:
  Watch(EventChannel& channel, const std::atomic<bool>& stop, double total_s, double limit_s)
      : channel_(channel), stop_(stop), total_s_(total_s), limit_s_(limit_s) {}

  bool hear(const Progress& progress) {
    done_s_ = progress.audio_done_s;
    if (total_s_ <= 0.0 && progress.fraction > 0.0) total_s_ = done_s_ / progress.fraction;
    channel_.tell_progress(done_s_, std::max(total_s_, done_s_));
    return !stop_ && !is_too_long();
  }
  bool is_too_long() const { return done_s_ > limit_s_; }
  double done_s() const { return done_s_; }

 private:
  EventChannel& channel_;
  const std::atomic<bool>& stop_;
  double total_s_, limit_s_;
  double done_s_ = 0.0;
};

TranscribeOptions options_for(const Project& project, int threads, EventChannel& channel) {
  TranscribeOptions options;
  options.threads = threads;
  options.parts.count = project.parts;
  options.keep_evidence = true;
  options.keep_spectrogram = true;
  options.fingerprint_recording = true;
  options.on_note = [&channel](const Note& note) { channel.tell_note(note); };
  return options;
}

Expected<void> write_all(const Transcription& transcription, const fs::path& folder) {
  if (auto saved = save_evidence(transcription, folder / "evidence"); !saved) return saved;
  if (auto saved = write_spectrogram(transcription.spectrogram, folder); !saved) return saved;
  const std::string notes = format_notes_json(transcription);
  if (auto saved = core::write_file_atomically(folder / "decided.json", notes); !saved) {
    return saved;
  }
  return core::write_file_atomically(folder / "notes.json", notes);
}

}  // namespace

std::string name_instead_of_path(std::string message, const fs::path& folder,
                                 const std::string& name) {
  const std::string path = (folder / "original.bin").string();
  for (std::size_t at = message.find(path); at != std::string::npos; at = message.find(path, at)) {
    message.replace(at, path.size(), name);
    at += name.size();
  }
  return message;
}

Expected<Heard> listen_to(const Project& project, const ListeningPlace& place,
                          EventChannel& channel, const std::atomic<bool>& stop) {
  const fs::path recording = place.folder / "original.bin";
  const auto renamed = [&](Error error) {
    error.message = name_instead_of_path(error.message, place.folder, project.name);
    return error;
  };
  const Expected<AudioFormat> format = look_at(recording);
  if (!format) return renamed(format.error());
  const double expected_s =
      format->frame_count < 0 ? 0.0 : double(format->frame_count) / format->sample_rate_hz;
  if (expected_s > place.limits.duration_s) return too_long(expected_s, place.limits.duration_s);

  Watch watch(channel, stop, expected_s, place.limits.duration_s);
  Expected<Transcription> heard =
      place.transcriber.transcribe(recording, options_for(project, place.threads, channel), {},
                                   [&](const Progress& progress) { return watch.hear(progress); });
  if (!heard && watch.is_too_long()) return too_long(watch.done_s(), place.limits.duration_s);
  if (!heard) return renamed(heard.error());
  heard->origin.recording = project.name;
  heard->score.title = fs::path(project.name).stem().string();
  if (auto written = write_all(*heard, place.folder); !written) return written.error();

  Heard result{heard->score.duration_s, heard->origin.sample_rate_hz, heard->origin.channel_count,
               heard->warnings};
  for (std::string& line : result.warnings) {
    line = name_instead_of_path(line, place.folder, project.name);
  }
  return result;
}

}  // namespace divisi::server
