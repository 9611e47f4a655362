/// Which signs the notes of a bar need.
///
/// Thread    one user at a time.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "score/key.h"

namespace divisi::score {

/// Which accidentals hold on one staff within one bar.
class Accidentals {
 public:
  explicit Accidentals(const Key& key) : key_(key) {}

  /// The sign this note needs, or null.
  const char* sign_for(const Spelling& note) {
    const std::pair<char, int> line(note.step, note.octave);
    const auto found = in_bar_.find(line);
    const int current = found != in_bar_.end() ? found->second : by_key(note.step);
    if (current == note.alter) return nullptr;
    in_bar_[line] = note.alter;
    switch (note.alter) {
      case -2:
        return "flat-flat";
      case -1:
        return "flat";
      case 1:
        return "sharp";
      case 2:
        return "double-sharp";
      default:
        return "natural";
    }
  }

 private:
  int by_key(char step) const {
    const std::string sharps = "FCGDAEB";
    const auto place = static_cast<int>(sharps.find(step));
    if (key_.fifths > place) return 1;
    if (-key_.fifths > 6 - place) return -1;
    return 0;
  }

  Key key_;
  std::map<std::pair<char, int>, int> in_bar_;
};

}  // namespace divisi::score
