// The kind that plays what the recipe writes down: which music, which stretch, who plays.
#include <algorithm>
#include <array>

#include "score/midi_reader.h"
#include "synth/excerpt.h"
#include "synth/plan.h"
#include "synth/player_choice.h"
#include "synth/single_line.h"

namespace divisi::synth {
namespace {

Error wrong(const Piece& piece, std::size_t part, const std::string& found) {
  return Error{ErrorCode::invalid_argument,
               "piece " + piece.name + ", part " + std::to_string(part) + " (" +
                   piece.parts[part].instrument + "): " + found,
               piece.name};
}

/// What of the score is the part's, as written.
Expected<Part> gather_part(const Piece& piece, std::size_t index, const Score& score) {
  const PiecePart& wanted = piece.parts[index];
  Part part;
  for (const int track : wanted.tracks) {
    if (static_cast<std::size_t>(track) >= score.parts.size()) {
      return wrong(piece, index,
                   "found no track " + std::to_string(track) + " in " + piece.score +
                       ", which has " + std::to_string(score.parts.size()));
    }
    const Part& written = score.parts[static_cast<std::size_t>(track)];
    part.is_drums = written.is_drums;
    part.notes.insert(part.notes.end(), written.notes.begin(), written.notes.end());
  }
  std::erase_if(part.notes, [&](const Note& note) {
    return note.pitch_midi < wanted.lowest_pitch || note.pitch_midi > wanted.highest_pitch;
  });
  part.notes = single_line(std::move(part.notes), wanted.line);
  for (Note& note : part.notes) {
    note.pitch_midi = std::clamp(note.pitch_midi + wanted.transpose_semitones, 0, 127);
  }
  return part;
}

Expected<std::vector<Part>> cut_parts(const Piece& piece, const Score& score) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < piece.parts.size(); ++i) {
    const Expected<Part> whole = gather_part(piece, i, score);
    if (!whole) return whole.error();
    std::vector<Part> cut = cut_stretch({*whole}, piece.start_s, piece.tempo_scale, piece.length_s);
    if (cut.empty()) return wrong(piece, i, "found no note in its stretch of " + piece.score);
    parts.push_back(std::move(cut.front()));
  }
  return parts;
}

double beat_at(const Score& score, const Piece& piece) {
  double beats_per_minute = 120.0;
  for (const TempoChange& change : score.tempo) {
    if (change.time_s <= std::max(0.0, piece.start_s)) beats_per_minute = change.beats_per_minute;
  }
  return 60.0 / (std::max(1.0, beats_per_minute) * piece.tempo_scale);
}

/// Notes that a sample set has not got come from the next octave.
void fold_into(Part& part, const SampleSet& set) {
  for (Note& note : part.notes) {
    while (note.pitch_midi < set.lowest) note.pitch_midi += 12;
    while (note.pitch_midi > set.highest) note.pitch_midi -= 12;
  }
}

void play_by_hand(std::vector<PlannedPart>& plan, double duration_s, core::Rng& rng) {
  std::vector<Part> parts;
  for (PlannedPart& planned : plan) parts.push_back(std::move(planned.part));
  drift_tempo(parts, rng.uniform(0.005, 0.03), rng);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    Performance performance;
    performance.onset_jitter_s = rng.uniform(0.004, 0.018);
    performance.length_factor = rng.uniform(0.86, 1.02);
    performance.base_velocity = rng.uniform(60.0, 95.0);
    performance.velocity_walk = rng.uniform(1.0, 4.0);
    performance.velocity_jitter = rng.uniform(2.0, 6.0);
    if (!parts[i].is_drums) humanise(parts[i], performance, duration_s, rng);
    plan[i].part = std::move(parts[i]);
  }
}

void give_effects(const PiecePart& wanted, double beat_s, core::Rng& rng, PlannedPart& planned) {
  const auto has = [&](const char* name) {
    return std::find(wanted.effects.begin(), wanted.effects.end(), name) != wanted.effects.end();
  };
  if (has("low_pass")) planned.low_pass_hz = rng.uniform(1200.0, 5000.0);
  if (has("drive")) planned.drive = draw_drive(rng);
  if (has("echo")) planned.echo = draw_echo(beat_s, rng);
  if (has("room")) planned.room = draw_room(rng);
}

/// Notes of next to no length, as sequencers write drums, would be lost on the way to a player.
void lengthen(Part& part) {
  for (Note& note : part.notes) {
    if (note.offset_s - note.onset_s < 0.02) note.offset_s = note.onset_s + 0.05;
  }
}

void describe(const Piece& piece, Facts& facts) {
  facts.add("piece", piece.name);
  facts.add("split", piece.split);
  facts.add("score", piece.score);
  for (const PiecePart& part : piece.parts) facts.add("instruments", part.instrument);
}

Expected<void> give_players(const PlanContext& context, const Piece& piece, double beat_s,
                            core::Rng& rng, std::vector<PlannedPart>& plan) {
  const PlayerStock stock{context.recipe.soundfonts, context.recipe.samples,
                          context.recipe.drum_kits};
  for (std::size_t i = 0; i < plan.size(); ++i) {
    PlannedPart& planned = plan[i];
    const bool written_drums = planned.part.is_drums;
    if (auto chosen = choose_player(piece.parts[i].player, stock, planned); !chosen) return chosen;
    if (planned.part.is_drums != written_drums) {
      return wrong(piece, i,
                   written_drums ? "found drums, expected pitches for its player"
                                 : "found pitches, expected drums for its player");
    }
    planned.level_db = piece.parts[i].level_db;
    if (planned.source == Source::sampled) {
      fold_into(planned.part, context.samples.at(planned.sample_set));
    }
    core::Rng effects_rng = rng.split(i);
    give_effects(piece.parts[i], beat_s, effects_rng, planned);
    if (piece.hall_rt60_s > 0.0) planned.room = Room{piece.hall_rt60_s, piece.hall_wet_db};
  }
  return {};
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_piece(const PlanContext& context, core::Rng& rng,
                                              Facts& facts) {
  const Piece& piece = context.recipe.pieces.at(context.clip_number);
  describe(piece, facts);
  const Expected<Score> score = score::read_midi(context.midi / piece.score);
  if (!score) return score.error();
  Expected<std::vector<Part>> parts = cut_parts(piece, *score);
  if (!parts) return parts.error();
  std::vector<PlannedPart> plan(parts->size());
  for (std::size_t i = 0; i < plan.size(); ++i) plan[i].part = std::move((*parts)[i]);
  if (auto done = give_players(context, piece, beat_at(*score, piece), rng, plan); !done) {
    return done.error();
  }
  if (!piece.is_sequenced) play_by_hand(plan, piece.length_s, rng);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    lengthen(plan[i].part);
    tidy_notes(plan[i].part.notes, piece.length_s);
    if (plan[i].part.notes.empty()) return wrong(piece, i, "found no note that can be played");
  }
  return plan;
}

}  // namespace divisi::synth
