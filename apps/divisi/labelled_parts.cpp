#include "labelled_parts.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "hearing/source_players.h"

namespace divisi::cli {

Expected<std::vector<parts::LabelledPart>> labelled_parts(const data::Clip& clip,
                                                          const hearing::HeardNotes& heard,
                                                          const parts::PlayerFamilies& families,
                                                          int number) {
  const Expected<std::vector<std::string>> players = hearing::players_of_sources(clip);
  if (!players) return players.error();
  std::vector<parts::LabelledPart> parts;
  for (std::size_t s = 0; s < players->size(); ++s) {
    const std::string& name = (*players)[s];
    const std::optional<std::size_t> family = families.of(name);
    if (!family) {
      const std::filesystem::path file = clip.mix.parent_path() / "clip.json";
      return Error{ErrorCode::corrupt,
                   file.string() + ": parts: '" + name + "', who plays the notes of one source, " +
                       "has no family",
                   "parts"};
    }
    parts::LabelledPart part{{heard.tokens.dimensions, {}, {}}, name, *family, number};
    if (families.changing.contains(name)) part.source += " of clip " + std::to_string(number);
    for (std::size_t n = 0; n < heard.tokens.count(); ++n) {
      if (heard.sources[n] == static_cast<int>(s)) part.tokens.add(heard.tokens, n);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace divisi::cli
