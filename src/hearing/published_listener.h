/// The published backbone at work: from a recording to evidence that notes can be decided on.
///
/// An experiment beside the product: it needs the whole recording at once
/// (models/published_model.h).
///
/// Errors    those of the weights file and of the recording.
/// Thread    immutable: listen() may be called from many threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/evidence.h"
#include "divisi/options.h"
#include "models/published_model.h"

namespace divisi::hearing {

class PublishedListener {
 public:
  static Expected<PublishedListener> open(const std::filesystem::path& weights);

  const std::string& name() const { return name_; }
  /// The thresholds in the weights file, defaults where it has none.
  const DecodeOptions& decode_options() const { return options_; }

  /// Onset and frame probabilities of 84 pitches; no offsets, no velocities.
  Expected<Evidence> listen(const std::filesystem::path& recording) const;

 private:
  PublishedListener(std::string name, models::PublishedModel model, DecodeOptions options)
      : name_(std::move(name)), model_(std::move(model)), options_(std::move(options)) {}

  std::string name_;
  models::PublishedModel model_;
  DecodeOptions options_;
};

/// Whether the file holds the published backbone's weights. Errors: those of reading it.
Expected<bool> is_published_backbone(const std::filesystem::path& weights);

}  // namespace divisi::hearing
