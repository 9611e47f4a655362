/// From an uploaded recording to its notes, told as they are found.
///
/// Writes evidence, spectrogram, decided.json (as first decided) and notes.json (to be edited) into
/// the project's folder, each wholly or not at all, notes.json last.
///
/// Errors    those of Transcriber::transcribe with the project's name in place of the file's;
///           out_of_range: longer than allowed; cancelled; io.
#pragma once

#include <atomic>
#include <filesystem>

#include "divisi/transcriber.h"
#include "server/event_channel.h"
#include "server/limits.h"
#include "server/project.h"

namespace divisi::server {

/// What is known of a recording once it has been listened to.
struct Heard {
  double duration_s = 0.0;
  int sample_rate_hz = 0;
  int channel_count = 0;
  std::vector<std::string> warnings;
};

struct ListeningPlace {
  std::filesystem::path folder;
  const Transcriber& transcriber;
  const Limits& limits;
  int threads = 0;  ///< 0: all
};

Expected<Heard> listen_to(const Project& project, const ListeningPlace& place,
                          EventChannel& channel, const std::atomic<bool>& stop);

/// What is shown in place of a recording's path in messages.
std::string name_instead_of_path(std::string message, const std::filesystem::path& folder,
                                 const std::string& name);

}  // namespace divisi::server
