/// How `divisi synth` tells what it is doing: a bar and a line for people, JSON lines for programs.
///
/// Hears a set's story in order: begin, any number of update, then done or failed.
/// Thread    update() from any thread, one at a time.
#pragma once

#include <memory>

#include "reporter.h"
#include "synth/generate.h"

namespace divisi::cli {

class SynthProgress {
 public:
  virtual ~SynthProgress() = default;
  virtual void begin(const synth::GenerateOptions& options) = 0;
  virtual void update(const synth::GenerateProgress& progress) = 0;
  virtual void done() = 0;
  virtual void failed(const Error& error) = 0;
};

std::unique_ptr<SynthProgress> make_synth_progress(ProgressStyle style);

}  // namespace divisi::cli
