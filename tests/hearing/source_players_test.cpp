#include "hearing/source_players.h"

#include <gtest/gtest.h>

#include "parts/families.h"

namespace divisi::hearing {
namespace {

core::AnnotatedNote note_of(const std::string& source) {
  core::AnnotatedNote note;
  note.source = source;
  return note;
}

/// Sources that have names, whose order is not that of the players, and drums.
data::Clip made_clip() {
  data::Clip clip;
  clip.players = {{"piano", "sampled grand"}, {"guitar", "plucked"}, {"drums", "kit"}};
  clip.read_annotation = []() -> Expected<core::Annotation> {
    core::Annotation truth;
    for (const char* source : {"piano", "guitar", "drums", "theremin", "piano"})
      truth.notes.push_back(note_of(source));
    return truth;
  };
  return clip;
}

TEST(SourcePlayers, AreFoundByTheSourcesNames) {
  const auto players = players_of_sources(made_clip());
  ASSERT_TRUE(players) << players.error().message;
  EXPECT_EQ(*players, (std::vector<std::string>{"plucked", "sampled grand", ""}))
      << "guitar, piano and theremin, as notes are numbered";
}

TEST(SourcePlayers, NotesGetTheFamiliesOfTheirSourcesPlayers) {
  parts::PlayerFamilies families;
  families.families = {{"sampled grand", *parts::find_family("piano")},
                       {"plucked", *parts::find_family("guitar")}};
  HeardNotes heard;
  heard.sources = {1, 0, kUnknownSource, 2, 1};
  heard.families = {7};
  heard.tokens.notes.resize(5);
  ASSERT_TRUE(label_families(made_clip(), families, heard));
  const auto piano = static_cast<int>(*parts::find_family("piano"));
  const auto guitar = static_cast<int>(*parts::find_family("guitar"));
  EXPECT_EQ(heard.families,
            (std::vector<int>{piano, guitar, kUnknownSource, kUnknownSource, piano}));
}

/// Whoever begins together with a note on its pitch; of what nobody plays, nobody.
TEST(SourcePlayers, NotesGetAllWhoPlayThem) {
  const std::size_t piano = *parts::find_family("piano"), guitar = *parts::find_family("guitar");
  parts::PlayerFamilies families;
  families.families = {{"sampled grand", piano}, {"plucked", guitar}};
  data::Clip clip = made_clip();
  clip.read_annotation = []() -> Expected<core::Annotation> {
    core::Annotation truth;
    for (const auto& [source, onset_s, pitch] : {std::tuple("guitar", 1.0, 60),
                                                 {"piano", 1.04, 60},
                                                 {"piano", 1.0, 72},
                                                 {"theremin", 1.0, 72},
                                                 {"guitar", 1.2, 72}}) {
      truth.notes.push_back(note_of(source));
      truth.notes.back().onset_s = onset_s;
      truth.notes.back().pitch_midi = pitch;
    }
    return truth;
  };
  HeardNotes heard;
  heard.tokens.notes = {{1.01, 2.0, 60}, {1.01, 2.0, 72}, {1.2, 2.0, 72}, {1.0, 2.0, 61}};
  heard.sources = {0, 1, 0, kUnknownSource};
  ASSERT_TRUE(label_families(clip, families, heard));
  const auto of = [](auto... family) {
    return (parts::FamilySet() | ... | parts::FamilySet().set(family));
  };
  EXPECT_EQ(heard.players,
            (std::vector<parts::FamilySet>{of(piano, guitar), of(piano), of(guitar), {}}));
}

TEST(SourcePlayers, SaysWhatCannotBeRead) {
  data::Clip clip = made_clip();
  clip.read_annotation = []() -> Expected<core::Annotation> {
    return Error{ErrorCode::corrupt, "notes.csv: broken", "notes.csv"};
  };
  const auto players = players_of_sources(clip);
  ASSERT_FALSE(players);
  EXPECT_EQ(players.error().message, "notes.csv: broken");
}

}  // namespace
}  // namespace divisi::hearing
