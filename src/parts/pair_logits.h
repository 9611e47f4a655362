/// How likely each two of some notes are of one source, all pairs at once.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/columns.h"
#include "parts/source.h"

namespace divisi::parts {

/// Notes side by side, to be compared with vectors or with each other.
///
/// Thread    const-safe.
class NotesAbreast {
 public:
  /// `notes` and their vectors [D] are needed as long as this.
  NotesAbreast(const std::vector<ComparedNote>& notes, int dimensions);

  std::size_t count() const { return notes_.size(); }

  /// SourceRuler::logit() of each two, as floats: out[i * stride + j]. Of a note and itself, too.
  void compare_with_each_other(const SourceRuler& ruler, float* out, std::size_t stride) const;

  /// SourceRuler::mean_logit() of each note and each source, as floats: [source][note], rows of
  /// stride().
  std::vector<float> compare_with(const SourceRuler& ruler,
                                  const std::vector<Source>& sources) const;
  std::size_t stride() const { return static_cast<std::size_t>(vectors_.stride()); }

 private:
  const std::vector<ComparedNote>& notes_;
  nn::Columns vectors_;
};

}  // namespace divisi::parts
