#include "synth/recipe_pieces.h"

#include <algorithm>
#include <array>
#include <set>

#include "synth/player_choice.h"

namespace divisi::synth {
namespace {

/// Reads a text that must be one of `names`, and gives its place among them.
template <std::size_t N>
std::size_t read_choice(RecipeFields& fields, const char* name,
                        const std::array<const char*, N>& names) {
  std::string text = names[0];
  fields.read(name, text);
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string expected = "one of";
  for (const char* known : names) expected += std::string(" ") + known;
  fields.complain(name, expected, Json(text));
  return 0;
}

PiecePart read_part(const Json& object, const std::string& place, std::string& problem) {
  static constexpr std::array<const char*, 3> kLines = {"all", "top", "bottom"};
  static const std::set<std::string> kEffects = {"low_pass", "drive", "echo", "room"};
  PiecePart part;
  RecipeFields fields(object, place, problem);
  for (const char* name : {"tracks", "instrument", "player"}) fields.require(name);
  fields.read("tracks", part.tracks);
  fields.read("instrument", part.instrument);
  fields.read("player", part.player);
  part.line = static_cast<Line>(read_choice(fields, "line", kLines));
  fields.read("lowest_pitch", part.lowest_pitch, 0, 127);
  fields.read("highest_pitch", part.highest_pitch, 0, 127);
  fields.read("transpose_semitones", part.transpose_semitones, -48, 48);
  fields.read("level_db", part.level_db, -30, 30);
  fields.read("effects", part.effects);
  for (const std::string& effect : part.effects) {
    if (!kEffects.count(effect)) {
      fields.complain("effects", "low_pass, drive, echo or room", Json(effect));
    }
  }
  fields.end();
  return part;
}

Piece read_piece(const Json& object, const std::string& place, std::string& problem) {
  static constexpr std::array<const char*, 3> kSplits = {"train", "validation", "test"};
  Piece piece;
  RecipeFields fields(object, place, problem);
  for (const char* name : {"name", "split", "score", "start_s", "length_s", "parts"}) {
    fields.require(name);
  }
  fields.read("name", piece.name);
  piece.split = kSplits[read_choice(fields, "split", kSplits)];
  fields.read("score", piece.score);
  fields.read("start_s", piece.start_s, -10, 36000);
  fields.read("length_s", piece.length_s, 1, 600);
  fields.read("tempo_scale", piece.tempo_scale, 0.25, 4);
  fields.read("is_sequenced", piece.is_sequenced);
  fields.read("hall_rt60_s", piece.hall_rt60_s, 0, 5);
  fields.read("hall_wet_db", piece.hall_wet_db, -60, 6);
  const Json* parts = fields.section("parts");
  if (parts != nullptr && (!parts->is_array() || parts->empty())) {
    fields.complain("parts", "a list of at least one part", *parts);
  } else if (parts != nullptr) {
    for (std::size_t i = 0; i < parts->size(); ++i) {
      const std::string inner = place + "parts[" + std::to_string(i) + "].";
      piece.parts.push_back(read_part((*parts)[i], inner, problem));
    }
  }
  fields.end();
  return piece;
}

}  // namespace

std::vector<Piece> read_pieces(const Json& list, std::string& problem) {
  std::vector<Piece> pieces;
  std::set<std::string> names;
  if (!list.is_array()) {
    if (problem.empty()) problem = "pieces: expected a list";
    return pieces;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string place = "pieces[" + std::to_string(i) + "].";
    pieces.push_back(read_piece(list[i], place, problem));
    if (!names.insert(pieces.back().name).second && problem.empty()) {
      problem = place + "name: found '" + pieces.back().name + "' a second time";
    }
  }
  return pieces;
}

std::string find_unknown_player(const Recipe& recipe) {
  const PlayerStock stock{recipe.soundfonts, recipe.samples, recipe.drum_kits};
  for (std::size_t i = 0; i < recipe.pieces.size(); ++i) {
    const Piece& piece = recipe.pieces[i];
    for (std::size_t k = 0; k < piece.parts.size(); ++k) {
      PlannedPart planned;
      const auto chosen = choose_player(piece.parts[k].player, stock, planned);
      if (chosen) continue;
      return "pieces[" + std::to_string(i) + "].parts[" + std::to_string(k) +
             "]: " + chosen.error().message;
    }
  }
  return "";
}

}  // namespace divisi::synth
