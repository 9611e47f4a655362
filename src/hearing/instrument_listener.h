/// The instrument network at work beside the product: the notes that it found, dealt to the
/// classes of a band by who sounds like them.
///
/// An experiment: it needs the whole recording's features at once. Each note says which classes'
/// families are likely (models/instrument_net.h), and is heard together with those it was dealt to
/// a part with (hearing/class_votes.h).
///
/// Errors    those of the weights file and of the recording.
/// Thread    immutable: deal() may be called from many threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"
#include "divisi/transcriber.h"
#include "hearing/class_votes.h"
#include "models/instrument_model.h"

namespace divisi::hearing {

/// A class of a band and the families that are taken for it.
struct InstrumentClass {
  std::string word;  ///< of data::kBandClasses, without drums
  std::vector<std::size_t> families;
};

/// Piano, guitar, bass and strings, every family in one of them. Errors: invalid_argument: another
/// word, or none.
Expected<std::vector<InstrumentClass>> instrument_classes(const std::vector<std::string>& words);

class InstrumentListener {
 public:
  static Expected<InstrumentListener> open(const std::filesystem::path& weights,
                                           std::vector<InstrumentClass> classes);

  /// What was heard of this recording, its pitched notes in one part for each class, named after
  /// it, in the classes' order; drums as they are. Requires: `heard` with its dealing.
  Expected<Score> deal(const std::filesystem::path& recording, const Transcription& heard) const;

 private:
  InstrumentListener(models::InstrumentModel model, std::vector<InstrumentClass> classes)
      : model_(std::move(model)), classes_(std::move(classes)) {}

  ClassLogs hear(const Map2d& features, const std::vector<Note>& notes) const;

  models::InstrumentModel model_;
  std::vector<InstrumentClass> classes_;
};

}  // namespace divisi::hearing
