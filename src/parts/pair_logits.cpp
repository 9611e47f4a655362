#include "parts/pair_logits.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace divisi::parts {
namespace {

constexpr std::size_t kRowsTogether = 32;

using Row = std::vector<float>;

/// Inner products of `rows` with all columns: row after row, of the columns' stride.
/// `rows` [count][D].
void multiply(const std::vector<const float*>& rows, const nn::Columns& columns, Row& out) {
  const auto dimensions = static_cast<std::size_t>(columns.channels());
  const std::size_t count = rows.size();
  Row weights(dimensions * count);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t d = 0; d < dimensions; ++d) weights[d * count + r] = rows[r][d];
  }
  const Row bias(count, 0.0f);
  const nn::TapConv layer({{{0, 0}}, columns.channels(), static_cast<int>(count)}, weights, bias);
  out.resize(count * static_cast<std::size_t>(columns.stride()));
  const int tiles = columns.tiles().end - columns.tiles().begin;
  nn::ColumnLayer(layer, nn::Activation::none)
      .run(span_of(columns, 0), tiles * nn::kColumnTile, {out.data(), columns.stride()});
}

/// What pitches, and what positions, add to the logit of a note there with each of the notes.
class PlaceLogits {
 public:
  PlaceLogits(const SourceRuler& ruler, const std::vector<ComparedNote>& notes)
      : ruler_(ruler), notes_(notes) {}

  const Row& of_pitch(int pitch) {
    return row(pitches_, pitch, [&](const ComparedNote& note) {
      return ruler_.pitch_logit(pitch, note.pitch_midi);
    });
  }
  const Row& of_position(int position) {
    return row(positions_, position, [&](const ComparedNote& note) {
      return ruler_.position_logit(position, note.position);
    });
  }

 private:
  template <class Logit>
  const Row& row(std::array<Row, kPlaces>& rows, int place, const Logit& logit) {
    Row& row = rows[static_cast<std::size_t>(place)];
    if (!row.empty()) return row;
    for (const ComparedNote& note : notes_) row.push_back(static_cast<float>(logit(note)));
    return row;
  }

  const SourceRuler& ruler_;
  const std::vector<ComparedNote>& notes_;
  std::array<Row, kPlaces> pitches_;
  std::array<Row, kPlaces> positions_;
};

}  // namespace

NotesAbreast::NotesAbreast(const std::vector<ComparedNote>& notes, int dimensions)
    : notes_(notes),
      vectors_(dimensions,
               {0, (static_cast<int>(notes.size()) + nn::kColumnTile - 1) / nn::kColumnTile}) {
  for (int d = 0; d < dimensions; ++d) {
    float* out = vectors_.at(d, 0);
    for (const ComparedNote& note : notes) *out++ = note.vector[d];
  }
}

void NotesAbreast::compare_with_each_other(const SourceRuler& ruler, float* out,
                                           std::size_t stride) const {
  PlaceLogits places(ruler, notes_);
  const auto weight = static_cast<float>(ruler.cosine_weight());
  std::vector<const float*> rows;
  Row products;
  for (std::size_t begin = 0; begin < count(); begin += kRowsTogether) {
    const std::size_t end = std::min(count(), begin + kRowsTogether);
    rows.clear();
    for (std::size_t n = begin; n < end; ++n) rows.push_back(notes_[n].vector);
    multiply(rows, vectors_, products);
    for (std::size_t n = begin; n < end; ++n) {
      float* logits = out + n * stride;
      const float* product = products.data() + (n - begin) * this->stride();
      const float* pitch = places.of_pitch(notes_[n].pitch_midi).data();
      for (std::size_t m = 0; m < count(); ++m) logits[m] = weight * product[m] + pitch[m];
      if (notes_[n].position == kNowhere) continue;
      const float* position = places.of_position(notes_[n].position).data();
      for (std::size_t m = 0; m < count(); ++m) logits[m] += position[m];
    }
  }
}

std::vector<float> NotesAbreast::compare_with(const SourceRuler& ruler,
                                              const std::vector<Source>& sources) const {
  Row means;
  std::vector<const float*> rows;
  const auto dimensions = static_cast<std::size_t>(vectors_.channels());
  means.reserve(sources.size() * dimensions);
  for (const Source& source : sources) {
    rows.push_back(means.data() + means.size());
    for (const double sum : source.vector_sum()) {
      means.push_back(static_cast<float>(ruler.cosine_weight() * sum / source.count()));
    }
  }
  Row logits;
  if (sources.empty()) return logits;
  multiply(rows, vectors_, logits);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    float* row = logits.data() + s * stride();
    for (std::size_t n = 0; n < count(); ++n)
      row[n] += static_cast<float>(ruler.mean_place_logit(notes_[n], sources[s]));
  }
  return logits;
}

}  // namespace divisi::parts
