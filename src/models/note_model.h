/// A note network with its weights, ready to listen.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "models/inference_ops.h"
#include "models/note_net.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// How weights files name this architecture.
inline constexpr const char* kNoteNetName = "divisi-note-net";

/// The sizes of the network as named numbers, for the weights file; and back.
std::map<std::string, std::vector<double>> parameters_of(const NoteNetSpec& spec);
Expected<NoteNetSpec> note_net_spec_from(const nn::WeightsFile& file);

/// Probabilities [T, P] of a stretch of frames.
struct NoteMaps {
  Map2d onset;
  Map2d frame;
  Map2d offset;
  Map2d velocity;
};

/// Shapes    features [T, 288, M] -> NoteMaps [T, 88].
/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class NoteModel {
 public:
  /// Errors    unsupported (weights of another architecture), corrupt (a tensor or size that does
  ///           not fit, naming it).
  static Expected<NoteModel> load(nn::WeightsFile& file);

  const NoteNetSpec& spec() const { return spec_; }

  /// Frames on each side of a stretch that its outputs depend on: chunks that overlap by this much
  /// give, inside, exactly what the whole gives.
  int context_frames() const { return net_.context_frames(); }

  /// Outside of `features` there is silence: right at the ends of a recording, and to be cut off
  /// (context_frames) elsewhere.
  void run(const nn::Map& features, NoteMaps& out, Workspace& workspace) const;

 private:
  NoteModel(const NoteNetSpec& spec, LayerWeights weights);

  NoteNetSpec spec_;
  NoteNet net_;
  LayerWeights weights_;
};

}  // namespace divisi::models
