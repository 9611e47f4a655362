/// Finished notes, waiting until no earlier one can follow.
#pragma once

#include <queue>
#include <tuple>
#include <vector>

#include "divisi/score.h"

namespace divisi::decode {

class OnsetOrder {
 public:
  void add(const Note& note) { waiting_.push(note); }
  bool is_empty() const { return waiting_.empty(); }

  /// Moves the notes that begin before `onset_s` to `out`, in order of onset, then pitch.
  void release_before(double onset_s, std::vector<Note>& out) {
    while (!waiting_.empty() && waiting_.top().onset_s < onset_s) {
      out.push_back(waiting_.top());
      waiting_.pop();
    }
  }

 private:
  struct IsLater {
    bool operator()(const Note& a, const Note& b) const {
      return std::tie(a.onset_s, a.pitch_midi) > std::tie(b.onset_s, b.pitch_midi);
    }
  };

  std::priority_queue<Note, std::vector<Note>, IsLater> waiting_;
};

}  // namespace divisi::decode
