#include "labelled_parts.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "eval/note_streams.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;
/// The sources as hearing::HeardNotes numbers them.
Expected<std::vector<std::string>> sources_of(const data::Clip& clip) {
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  std::vector<core::AnnotatedNote> truth;
  for (const core::AnnotatedNote& note : annotation->notes) {
    if (!core::is_percussion(note.source)) truth.push_back(note);
  }
  return eval::sources_of(truth);
}

}  // namespace

Expected<std::vector<parts::LabelledPart>> labelled_parts(const data::Clip& clip,
                                                          const hearing::HeardNotes& heard,
                                                          const parts::PlayerFamilies& families,
                                                          int number) {
  const fs::path file = clip.mix.parent_path() / "clip.json";
  const Expected<std::vector<std::string>> players = parts::players_of_clip(file);
  if (!players) return players.error();
  const Expected<std::vector<std::string>> sources = sources_of(clip);
  if (!sources) return sources.error();
  std::vector<parts::LabelledPart> parts;
  for (std::size_t s = 0; s < sources->size(); ++s) {
    const auto player = static_cast<std::size_t>(std::atoi((*sources)[s].c_str()));
    const std::string name = player < players->size() ? (*players)[player] : "";
    const std::optional<std::size_t> family = families.of(name);
    if (!family) {
      return Error{
          ErrorCode::corrupt,
          file.string() + ": parts: '" + name + "' of source " + (*sources)[s] + " has no family",
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
