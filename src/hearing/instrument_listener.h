/// The instrument network at work beside the product: the notes that it found, dealt to the
/// classes of a band by who sounds like them.
///
/// An experiment: it needs the whole recording's features at once. Each note goes to the class
/// whose families are likeliest together (models/instrument_net.h), whatever its neighbours do.
///
/// Errors    those of the weights file and of the recording.
/// Thread    immutable: deal() may be called from many threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"
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

  /// `score` of this recording, its pitched notes in one part for each class, named after it, in
  /// the classes' order; drums as they are.
  Expected<Score> deal(const std::filesystem::path& recording, const Score& score) const;

 private:
  InstrumentListener(models::InstrumentModel model, std::vector<InstrumentClass> classes)
      : model_(std::move(model)), classes_(std::move(classes)) {}

  models::InstrumentModel model_;
  std::vector<InstrumentClass> classes_;
};

}  // namespace divisi::hearing
