/// Notes made ready for being compared: by vectors that are trusted, pitches and positions.
#pragma once

#include <vector>

#include "parts/pair_logits.h"
#include "parts/source.h"

namespace divisi::parts {

/// Thread    const-safe.
class ComparedNotes {
 public:
  ComparedNotes(const NoteTokens& tokens, const PairModel& pairs);
  // The notes point to the vectors.
  ComparedNotes(const ComparedNotes&) = delete;
  ComparedNotes& operator=(const ComparedNotes&) = delete;

  const SourceRuler& ruler() const { return ruler_; }
  const std::vector<ComparedNote>& notes() const { return notes_; }

  /// Source s of the notes n with `source_of_note[n]` == s; none where that is negative.
  std::vector<Source> gather(const std::vector<int>& source_of_note,
                             std::size_t source_count) const {
    return ruler_.gather(notes_, dimensions_, source_of_note, source_count);
  }
  /// As NotesAbreast::compare_with(), rows of stride(). Requires: every source has notes.
  std::vector<float> compare_with(const std::vector<Source>& sources) const {
    return abreast_.compare_with(ruler_, sources);
  }
  std::size_t stride() const { return abreast_.stride(); }

 private:
  SourceRuler ruler_;
  int dimensions_;
  std::vector<float> vectors_;  ///< trusted, [N, D]
  std::vector<ComparedNote> notes_;
  NotesAbreast abreast_;
};

}  // namespace divisi::parts
