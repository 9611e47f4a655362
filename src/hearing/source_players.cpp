#include "hearing/source_players.h"

#include <optional>

#include "eval/note_streams.h"

namespace divisi::hearing {

Expected<std::vector<std::string>> players_of_sources(const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  std::vector<std::string> of_sources;
  for (const std::string& source : eval::sources_of(core::without_percussion(annotation->notes))) {
    const auto player = clip.players.find(source);
    of_sources.push_back(player == clip.players.end() ? "" : player->second);
  }
  return of_sources;
}

Expected<void> label_families(const data::Clip& clip, const parts::PlayerFamilies& families,
                              HeardNotes& heard) {
  const Expected<std::vector<std::string>> players = players_of_sources(clip);
  if (!players) return players.error();
  std::vector<int> of_sources;
  for (const std::string& player : *players) {
    const std::optional<std::size_t> family = families.of(player);
    of_sources.push_back(family ? static_cast<int>(*family) : kUnknownSource);
  }
  heard.families.clear();
  for (const int source : heard.sources) {
    heard.families.push_back(
        source == kUnknownSource ? kUnknownSource : of_sources[static_cast<std::size_t>(source)]);
  }
  return {};
}

}  // namespace divisi::hearing
