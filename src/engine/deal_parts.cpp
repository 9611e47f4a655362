#include "engine/deal_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "parts/families.h"
#include "parts/line_up.h"
#include "parts/recall.h"

namespace divisi::engine {
namespace {

constexpr const char* kAllNotes = "Notes";  // the name of the part that is alone

/// How likely a second one must play a note for it to be written for both, and only where both play
/// chords: others are claimed wrongly two times in three (docs/papers/cerberus.md).
constexpr float kPlaysToo = 0.5F;

/// Those of each part, as they were heard.
std::vector<parts::NoteTokens> tokens_of_parts(const parts::NoteTokens& tokens,
                                               const std::vector<int>& part_of_note,
                                               std::size_t part_count) {
  std::vector<parts::NoteTokens> dealt(part_count, tokens.none_alike());
  for (std::size_t n = 0; n < tokens.count(); ++n)
    dealt[static_cast<std::size_t>(part_of_note[n])].add(tokens, n);
  return dealt;
}

/// Numbers for all, and their names for those who sound familiar.
void name_by_sound(const parts::NoteTokens& tokens, const std::vector<int>& part_of_note,
                   const LoadedParts& model, std::vector<Part>& parts) {
  for (std::size_t p = 0; p < parts.size(); ++p) parts[p].name = "Part " + std::to_string(p + 1);
  if (parts.size() == 1) parts.front().name = kAllNotes;
  if (!model.names) return;
  const auto dealt = tokens_of_parts(tokens, part_of_note, parts.size());
  for (std::size_t p = 0; p < parts.size(); ++p)
    name_part(*model.names, model.enrolled, dealt[p], parts[p]);
}

/// As somebody who knows says: "Piano", or where several of a family play "Guitar 1", "Guitar 2".
void name_as(const std::vector<parts::Instrument>& line_up, std::vector<Part>& parts) {
  std::array<int, parts::kFamilyCount> named{};
  for (std::size_t i = 0; i < line_up.size(); ++i) {
    const std::size_t which = line_up[i].family;
    const parts::Family& family = parts::kFamilies[which];
    const bool is_alone = std::count_if(line_up.begin(), line_up.end(),
                                        [&](const auto& one) { return one.family == which; }) == 1;
    parts[i].name = family.name;
    if (!is_alone) parts[i].name += " " + std::to_string(++named[which]);
    parts[i].program = family.program;
    parts[i].family = family.word;
    parts[i].name_confidence = 1.0;
  }
}

std::vector<parts::Instrument> line_up_of(const PartOptions& options) {
  if (options.instruments.empty()) return {};
  return *parts::line_up_of(options.instruments);
}

/// What slots say of all notes, or grouping alone where the weights have no slots.
parts::SlotGrouping group(const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                          const LoadedParts& model, const PartOptions& options) {
  parts::GroupOptions grouping = model.grouping;
  grouping.count = options.count;
  grouping.most = options.most;
  if (model.slots) {
    return parts::group_by_slots(tokens, known, model.pairs, *model.slots, model.slotting,
                                 grouping);
  }
  return {parts::group_notes(known, model.pairs, grouping), {}, {}, {}, {}};
}

/// Who of a family a note is likeliest of, -1 where none of it plays; `shares` [parts] of the note.
int likeliest_of(std::size_t family, const std::vector<parts::Instrument>& line_up,
                 const float* shares) {
  int likeliest = -1;
  for (int part = 0; part < static_cast<int>(line_up.size()); ++part) {
    if (line_up[static_cast<std::size_t>(part)].family != family) continue;
    if (likeliest < 0 || shares[part] > shares[likeliest]) likeliest = part;
  }
  return likeliest;
}

/// Who of those that play chords plays notes that have been dealt to other families; `players` [N,
/// K] as CompanyAnswers.
std::vector<parts::SecondPlayer> seconds_of(const std::vector<parts::Instrument>& line_up,
                                            const std::vector<float>& players,
                                            const parts::Grouping& dealt) {
  std::vector<parts::SecondPlayer> seconds;
  for (std::size_t n = 0; n < dealt.part_of_note.size(); ++n) {
    const std::size_t own = line_up[static_cast<std::size_t>(dealt.part_of_note[n])].family;
    if (!parts::kFamilies[own].has_chords) continue;
    for (std::size_t family = 0; family < parts::kFamilyCount; ++family) {
      const float plays = players[n * parts::kFamilyCount + family];
      if (family == own || !parts::kFamilies[family].has_chords || plays < kPlaysToo) continue;
      const int part = likeliest_of(family, line_up, dealt.shares.row(n));
      if (part >= 0) seconds.push_back({n, part, plays});
    }
  }
  return seconds;
}

/// To those who are known to play, by what is heard of families; notes that sound alike have a say
/// in it.
parts::Grouping deal_to(const std::vector<parts::Instrument>& line_up,
                        const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                        const LoadedParts& model) {
  const parts::CompanyAnswers told =
      model.company
          ? parts::families_in_company(tokens, *model.company, parts::families_of(line_up))
          : parts::CompanyAnswers{parts::families_alone(tokens)};
  parts::Grouping dealt;
  dealt.part_count = static_cast<int>(line_up.size());
  dealt.shares =
      parts::class_shares(parts::logs_of_line_up(line_up, told.families), known, model.pairs);
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    const float* row = dealt.shares.row(n);
    const float* most = std::max_element(row, row + line_up.size());
    dealt.part_of_note.push_back(static_cast<int>(most - row));
    dealt.confidence.push_back(static_cast<double>(*most));
  }
  if (!told.players.empty()) dealt.seconds = seconds_of(line_up, told.players, dealt);
  return dealt;
}

/// Of each part, the greatest of its slots' activities; 0 without slots.
double activity_of(const parts::SlotGrouping& groups, int part) {
  double most = 0.0;
  for (std::size_t k = 0; k < groups.part_of_slot.size(); ++k) {
    if (groups.part_of_slot[k] == part) most = std::max(most, groups.activity[k]);
  }
  return most;
}

/// The mean of what is heard of its notes, of length 1; empty where that is nothing.
std::vector<float> timbre_of(const parts::NoteTokens& tokens, const std::vector<int>& part_of_note,
                             int part) {
  std::vector<float> sum(static_cast<std::size_t>(tokens.dimensions), 0.0F);
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    if (part_of_note[n] != part) continue;
    for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += tokens.vector(n)[d];
  }
  const float length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0F));
  if (!(length > 0.0F)) return {};
  for (float& x : sum) x /= length;
  return sum;
}

/// Who won most of a note but for its own part; -1 where there is nobody else.
int next_part_of(const Map2d& shares, std::size_t note, int own) {
  const float* row = shares.row(note);
  int next = -1;
  for (int p = 0; p < static_cast<int>(shares.columns); ++p) {
    if (p != own && (next < 0 || row[p] > row[next])) next = p;
  }
  return next;
}

/// One part at least, without names.
std::vector<Part> parts_of(const parts::NoteTokens& tokens, const parts::SlotGrouping& groups) {
  const std::vector<int>& part_of_note = groups.parts.part_of_note;
  std::vector<Part> parts(static_cast<std::size_t>(std::max(1, groups.parts.part_count)));
  for (int p = 0; p < groups.parts.part_count; ++p) {
    Part& part = parts[static_cast<std::size_t>(p)];
    part.activity = activity_of(groups, p);
    part.timbre = timbre_of(tokens, part_of_note, p);
  }
  auto second = groups.parts.seconds.begin();
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    Note note = tokens.notes[n];
    note.part_confidence = groups.parts.confidence[n];
    note.next_part = next_part_of(groups.parts.shares, n, part_of_note[n]);
    parts[static_cast<std::size_t>(part_of_note[n])].notes.push_back(note);
    note.next_part = -1;
    for (; second != groups.parts.seconds.end() && second->note == n; ++second) {
      note.part_confidence = second->confidence;
      parts[static_cast<std::size_t>(second->part)].notes.push_back(note);
    }
  }
  return parts;
}

Dealing dealing_of(const parts::NoteTokens& tokens, const parts::SlotGrouping& groups) {
  return {tokens.notes,        groups.parts.part_of_note, groups.parts.shares, groups.slots.of_note,
          groups.part_of_slot, groups.activity,           groups.joined};
}

}  // namespace

parts::NoteTokens believed(parts::NoteTokens tokens, const LoadedParts& model,
                           const PartOptions& options, int threads) {
  if (!model.truth || options.keep_doubtful) return tokens;
  const std::vector<float> beliefs = parts::beliefs(tokens, *model.truth, threads);
  std::vector<std::size_t> kept;
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    if (beliefs[n] >= parts::kLeastBelief) kept.push_back(n);
  }
  return tokens.only(kept);
}

parts::NoteTokens remembered(const parts::NoteTokens& tokens, const LoadedParts& model,
                             int threads) {
  return model.memory ? parts::recall(tokens, *model.memory, threads) : tokens;
}

bool is_one_part(const PartOptions& options) {
  return options.instruments.empty() ? options.count == 1 : line_up_of(options).size() == 1;
}

Part only_part(const PartOptions& options, const std::vector<Note>& notes, Dealing* dealing) {
  if (dealing != nullptr) {
    dealing->notes = notes;
    dealing->part_of_note.assign(notes.size(), 0);
    dealing->shares = Map2d(notes.size(), 1, 1.0F);
  }
  std::vector<Part> parts = {Part{kAllNotes, 0, false, notes}};
  name_as(line_up_of(options), parts);
  return parts.front();
}

Expected<void> check_instruments(const PartOptions& options, bool are_heard) {
  if (options.instruments.empty() || is_one_part(options) || are_heard) return {};
  return Error{ErrorCode::unsupported,
               "nothing was heard that tells instruments apart: the timbre weights have no "
               "instrument network, or the evidence is of an earlier version",
               {}};
}

std::vector<Part> deal_parts(const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                             const LoadedParts& model, const PartOptions& options,
                             Dealing* dealing) {
  const std::vector<parts::Instrument> line_up = line_up_of(options);
  const parts::SlotGrouping groups =
      line_up.empty() ? group(tokens, known, model, options)
                      : parts::SlotGrouping{deal_to(line_up, tokens, known, model), {}, {}, {}, {}};
  if (dealing != nullptr) *dealing = dealing_of(tokens, groups);
  std::vector<Part> parts = parts_of(tokens, groups);
  if (line_up.empty()) name_by_sound(tokens, groups.parts.part_of_note, model, parts);
  name_as(line_up, parts);
  return parts;
}

}  // namespace divisi::engine
