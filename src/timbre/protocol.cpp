#include "timbre/protocol.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "parts/cell_clustering.h"
#include "parts/note_embeddings.h"
#include "parts/spectral_clustering.h"
#include "timbre/protocol_scores.h"
#include "timbre/solo_pieces.h"

namespace divisi::timbre {
namespace {

constexpr std::size_t kFewestSources = 2;
constexpr std::size_t kMostSources = 4;

/// One mixture, with everything that is known about it.
struct Mix {
  std::vector<const ProtocolStem*> stems;
  std::vector<float> samples;
  std::vector<Note> notes;  ///< all stems', by onset
  std::size_t frame_count = 0;
};

bool earlier(const Note& a, const Note& b) {
  return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
}

Mix make_mix(const ProtocolPiece& piece, const std::vector<std::size_t>& chosen) {
  Mix mix;
  for (const std::size_t index : chosen) {
    const ProtocolStem& stem = piece.stems[index];
    mix.stems.push_back(&stem);
    mix.samples.resize(std::max(mix.samples.size(), stem.samples.size()), 0.0f);
    for (std::size_t i = 0; i < stem.samples.size(); ++i) mix.samples[i] += stem.samples[i];
    mix.notes.insert(mix.notes.end(), stem.notes.begin(), stem.notes.end());
  }
  std::sort(mix.notes.begin(), mix.notes.end(), earlier);
  mix.frame_count = (mix.samples.size() + 255) / 256;
  return mix;
}

/// Notes of one key that sound at the same time, from several stems, are one note of the mixture.
std::vector<Note> merge_unisons(const std::vector<Note>& notes) {
  std::vector<Note> merged;
  std::map<int, std::size_t> last;  // by key
  for (const Note& note : notes) {
    const auto found = last.find(note.pitch_midi);
    if (found != last.end() && merged[found->second].offset_s > note.onset_s + 0.05) {
      merged[found->second].offset_s = std::max(merged[found->second].offset_s, note.offset_s);
      continue;
    }
    last[note.pitch_midi] = merged.size();
    merged.push_back(note);
  }
  return merged;
}

std::vector<parts::Cell> all_cells(const std::vector<Note>& notes, int frame_count,
                                   std::vector<std::size_t>& owners) {
  std::vector<parts::Cell> cells;
  for (std::size_t n = 0; n < notes.size(); ++n) {
    const parts::NoteCells where = parts::cells_of(notes[n], published_grid(), frame_count);
    for (int t = where.first_frame; t < where.end_frame; ++t) {
      cells.push_back({t, where.pitch});
      owners.push_back(n);
    }
  }
  return cells;
}

using Labels = std::vector<int>;

Labels label_by_notes(const nn::Map& embeddings, const std::vector<Note>& notes, int groups) {
  return parts::cluster_items(parts::note_embeddings(embeddings, published_grid(), notes), groups);
}

Labels label_by_pitch(const std::vector<Note>& notes, int groups) {
  std::vector<std::size_t> order(notes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return notes[a].pitch_midi < notes[b].pitch_midi;
  });
  Labels labels(notes.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    labels[order[rank]] = static_cast<int>(rank * static_cast<std::size_t>(groups) / order.size());
  }
  return labels;
}

std::vector<SeparatedPart> parts_of(const std::vector<Note>& notes, const Labels& labels,
                                    int groups, std::size_t frame_count) {
  std::vector<std::vector<Note>> split(static_cast<std::size_t>(groups));
  for (std::size_t n = 0; n < notes.size(); ++n) {
    split[static_cast<std::size_t>(labels[n])].push_back(notes[n]);
  }
  std::vector<SeparatedPart> parts;
  for (std::vector<Note>& each : split) parts.push_back(part_of(std::move(each), frame_count));
  return parts;
}

/// Frames go to the group of their cell; a note, to that of most of its cells.
std::vector<SeparatedPart> parts_by_cells(const nn::Map& embeddings, const std::vector<Note>& notes,
                                          int groups, std::size_t frame_count) {
  std::vector<std::size_t> owners;
  const std::vector<parts::Cell> cells = all_cells(notes, embeddings.frames(), owners);
  const Labels labels = parts::cluster_cells(embeddings, cells, groups);
  std::vector<std::vector<int>> votes(notes.size(),
                                      std::vector<int>(static_cast<std::size_t>(groups), 0));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ++votes[owners[i]][static_cast<std::size_t>(labels[i])];
  }
  Labels winners;
  for (const std::vector<int>& vote : votes) {
    winners.push_back(static_cast<int>(std::max_element(vote.begin(), vote.end()) - vote.begin()));
  }
  std::vector<SeparatedPart> parts = parts_of(notes, winners, groups, frame_count);
  for (SeparatedPart& part : parts) std::fill(part.roll.cells.begin(), part.roll.cells.end(), 0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    eval::PianoRoll& roll = parts[static_cast<std::size_t>(labels[i])].roll;
    const int key = published_grid().pitches.midi(cells[i].pitch);
    const auto frame = static_cast<std::size_t>(cells[i].frame);
    if (!roll.pitches.contains_midi(key) || frame >= roll.frame_count) continue;
    roll.cells[frame * static_cast<std::size_t>(roll.pitches.pitch_count) +
               static_cast<std::size_t>(key - roll.pitches.lowest_midi)] = 1;
  }
  return parts;
}

std::vector<SeparatedPart> separate(Grouping grouping, const nn::Map& embeddings,
                                    const std::vector<Note>& notes, int groups,
                                    std::size_t frame_count) {
  switch (grouping) {
    case Grouping::cells:
      return parts_by_cells(embeddings, notes, groups, frame_count);
    case Grouping::notes:
      return parts_of(notes, label_by_notes(embeddings, notes, groups), groups, frame_count);
    case Grouping::pitch_bands:
      break;
  }
  return parts_of(notes, label_by_pitch(notes, groups), groups, frame_count);
}

/// Sums become means when all is done.
void add_mixture(const Mix& mix, const nn::Map& embeddings, NoteOrigin origin,
                 const std::vector<Note>& notes, std::vector<ProtocolRow>& rows) {
  const int groups = static_cast<int>(mix.stems.size());
  std::vector<SeparatedPart> stems;
  for (const ProtocolStem* stem : mix.stems) stems.push_back(part_of(stem->notes, mix.frame_count));
  const double agnostic = note_f1(merge_unisons(mix.notes), notes);
  for (const Grouping grouping : {Grouping::notes, Grouping::cells, Grouping::pitch_bands}) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const ProtocolRow& each) {
      return each.source_count == groups && each.origin == origin && each.grouping == grouping;
    });
    if (row == rows.end()) row = rows.insert(row, ProtocolRow{groups, origin, grouping});
    const SeparationScores scores =
        score_parts(stems, separate(grouping, embeddings, notes, groups, mix.frame_count));
    ++row->mixtures;
    row->separated_note_f1 += scores.note_f1;
    row->separated_frame_f1 += scores.frame_f1;
    row->agnostic_note_f1 += agnostic;
  }
}

void take_means(std::vector<ProtocolRow>& rows) {
  for (ProtocolRow& row : rows) {
    row.separated_note_f1 /= row.mixtures;
    row.separated_frame_f1 /= row.mixtures;
    row.agnostic_note_f1 /= row.mixtures;
    row.ratio = row.agnostic_note_f1 > 0.0 ? row.separated_note_f1 / row.agnostic_note_f1 : 0.0;
  }
}

Expected<void> run_mixture(const Mix& mix, const ProtocolMeans& means,
                           std::vector<ProtocolRow>& rows) {
  const Expected<nn::Map> embeddings = means.embed(mix.samples);
  if (!embeddings) return embeddings.error();
  add_mixture(mix, *embeddings, NoteOrigin::truth, merge_unisons(mix.notes), rows);
  if (!means.transcribe) return {};
  const Expected<std::vector<Note>> heard = means.transcribe(mix.samples);
  if (!heard) return heard.error();
  add_mixture(mix, *embeddings, NoteOrigin::network, *heard, rows);
  return {};
}

}  // namespace

std::vector<std::vector<std::size_t>> choices(std::size_t total, std::size_t count) {
  std::vector<std::vector<std::size_t>> all;
  if (count > total) return all;
  std::vector<bool> taken(total, false);
  std::fill(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(count), true);
  do {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < total; ++i) {
      if (taken[i]) chosen.push_back(i);
    }
    all.push_back(std::move(chosen));
  } while (std::prev_permutation(taken.begin(), taken.end()));
  return all;
}

Expected<std::vector<ProtocolRow>> run_protocol(
    const std::vector<ProtocolPiece>& pieces, const ProtocolMeans& means,
    const std::function<void(const std::string&)>& progress) {
  std::vector<ProtocolRow> rows;
  for (std::size_t count = kFewestSources; count <= kMostSources; ++count) {
    for (const ProtocolPiece& piece : pieces) {
      for (const std::vector<std::size_t>& chosen : choices(piece.stems.size(), count)) {
        const Mix mix = make_mix(piece, chosen);
        std::string name = piece.name + ":";
        for (const ProtocolStem* stem : mix.stems) name += " " + stem->name;
        if (progress) progress(name);
        if (auto done = run_mixture(mix, means, rows); !done) return done.error();
      }
    }
  }
  take_means(rows);
  return rows;
}

}  // namespace divisi::timbre
