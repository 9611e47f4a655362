#include "calibrate_slots.h"

#include <cstdio>

#include "core/parallel.h"
#include "eval/coordinate_search.h"
#include "parts/slot_grouping.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr int kRounds = 3;

/// What is searched.
struct Choice {
  parts::SlotOptions slotting;
  parts::GroupOptions grouping;
};

std::vector<eval::Coordinate> coordinates_of(const Choice& start) {
  return {{"join_logit",
           start.slotting.join_logit,
           {-1.2, -1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4}},
          {"fine_logit", start.slotting.fine_logit, {0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8}},
          {"least_activity", start.slotting.least_activity, {0.0, 0.2, 0.3, 0.4, 0.5, 0.6}},
          // Larger shares would suit mixtures of few sources and forbid a piece of twelve.
          {"smallest_share", start.grouping.smallest_share, {0.01, 0.02, 0.03, 0.04}}};
}

Choice with(const std::vector<eval::Coordinate>& at, Choice choice) {
  choice.slotting = {
      .fine_logit = at[1].value, .join_logit = at[0].value, .least_activity = at[2].value};
  choice.grouping.smallest_share = at[3].value;
  return choice;
}

void say_dealt(const Choice& choice, const Dealt& dealt) {
  char line[200];
  std::snprintf(line, sizeof(line),
                "join_logit %.2f, fine_logit %.2f, least_activity %.2f, smallest_share %.2f: macro "
                "F1 %.4f, count within one %.3f",
                choice.slotting.join_logit, choice.slotting.fine_logit,
                choice.slotting.least_activity, choice.grouping.smallest_share, dealt.macro_f1,
                dealt.near);
  say(line);
}

}  // namespace

Expected<std::map<std::string, std::vector<double>>> calibrate_slots(const PartCalibration& asked) {
  const int threads = asked.threads > 0 ? asked.threads : core::available_threads();
  const Expected<engine::LoadedParts> loaded = engine::load_parts_heard_with({}, asked.weights);
  if (!loaded) return loaded.error();
  if (!loaded->slots)
    return Error{ErrorCode::unsupported, asked.weights.string() + ": holds no slots", {}};
  const Expected<std::vector<hearing::HeardClip>> heard = listen_to_all(asked, threads);
  if (!heard) return heard.error();
  std::vector<hearing::HeardClip> remembered = *heard;
  remember(*loaded, remembered);

  const Choice start{loaded->slotting, loaded->grouping};
  std::vector<eval::Coordinate> coordinates = coordinates_of(start);
  const auto score = [&](const std::vector<eval::Coordinate>& at) {
    const Choice tried = with(at, start);
    const Dealt dealt = deal_all(*heard, threads, [&](std::size_t i) {
      return parts::group_by_slots((*heard)[i].notes.tokens, remembered[i].notes.tokens,
                                   loaded->pairs, *loaded->slots, tried.slotting, tried.grouping)
          .parts;
    });
    say_dealt(tried, dealt);
    return dealt.worth();
  };
  eval::coordinate_search(coordinates, score, kRounds);

  const Choice chosen = with(coordinates, start);
  auto parameters = engine::parameters_of(chosen.slotting);
  parameters["parts.smallest_share"] = {chosen.grouping.smallest_share};
  return parameters;
}

}  // namespace divisi::cli
