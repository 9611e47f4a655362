#include "hearing/source_players.h"

#include <cmath>
#include <map>
#include <optional>

#include "eval/note_streams.h"

namespace divisi::hearing {
namespace {

constexpr double kTogether_s = 0.05;  ///< notes of one pitch that begin so near are one to the ear

std::vector<std::string> players_of(const data::Clip& clip,
                                    const std::vector<std::string>& sources) {
  std::vector<std::string> of_sources;
  for (const std::string& source : sources) {
    const auto player = clip.players.find(source);
    of_sources.push_back(player == clip.players.end() ? "" : player->second);
  }
  return of_sources;
}

/// Whose notes begin when, by pitch.
class Beginnings {
 public:
  /// `of_sources`: the family of each of `sources`, or kUnknownSource.
  Beginnings(const std::vector<core::AnnotatedNote>& truth, const std::vector<std::string>& sources,
             const std::vector<int>& of_sources) {
    std::map<std::string, int> families;
    for (std::size_t s = 0; s < sources.size(); ++s) families[sources[s]] = of_sources[s];
    for (const core::AnnotatedNote& note : truth) {
      if (const int family = families[note.source]; family != kUnknownSource)
        at_pitch_[std::lround(note.pitch_midi)].emplace(note.onset_s, family);
    }
  }

  parts::FamilySet together_with(const Note& note) const {
    parts::FamilySet players;
    const auto found = at_pitch_.find(note.pitch_midi);
    if (found == at_pitch_.end()) return players;
    auto begins = found->second.lower_bound(note.onset_s - kTogether_s);
    for (; begins != found->second.end() && begins->first <= note.onset_s + kTogether_s; ++begins)
      players.set(static_cast<std::size_t>(begins->second));
    return players;
  }

 private:
  std::map<long, std::multimap<double, int>> at_pitch_;  ///< families by onset
};

}  // namespace

Expected<std::vector<std::string>> players_of_sources(const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  return players_of(clip, eval::sources_of(core::without_percussion(annotation->notes)));
}

Expected<void> label_families(const data::Clip& clip, const parts::PlayerFamilies& families,
                              HeardNotes& heard) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  const std::vector<core::AnnotatedNote> truth = core::without_percussion(annotation->notes);
  const std::vector<std::string> sources = eval::sources_of(truth);
  std::vector<int> of_sources;
  for (const std::string& player : players_of(clip, sources)) {
    const std::optional<std::size_t> family = families.of(player);
    of_sources.push_back(family ? static_cast<int>(*family) : kUnknownSource);
  }
  const Beginnings beginnings(truth, sources, of_sources);
  heard.families.clear();
  heard.players.clear();
  for (std::size_t n = 0; n < heard.sources.size(); ++n) {
    const int source = heard.sources[n];
    const int family =
        source == kUnknownSource ? kUnknownSource : of_sources[static_cast<std::size_t>(source)];
    heard.families.push_back(family);
    heard.players.push_back({});
    if (family == kUnknownSource) continue;
    heard.players.back() = beginnings.together_with(heard.tokens.notes[n]);
    heard.players.back().set(static_cast<std::size_t>(family));
  }
  return {};
}

}  // namespace divisi::hearing
