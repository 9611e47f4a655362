// Pieces with one stem of each class, from made band clips and from a miniature of Slakh; and when
// a stem counts as playing.
#include "data/band_pieces.h"

#include <gtest/gtest.h>

#include <set>

#include "data/datasets.h"
#include "data/slakh.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

constexpr const char* kHeader = "onset_s,offset_s,midi_pitch,velocity,source\n";

Dataset load(const std::string& name, const MiniatureTree& tree) {
  Expected<Dataset> dataset = load_dataset(name, tree.root());
  EXPECT_TRUE(dataset) << dataset.error().message;
  return dataset ? *dataset : Dataset{};
}

void write_band_clip(const MiniatureTree& tree, const std::string& number,
                     const std::string& instruments) {
  tree.write_sound(number + "/mix.flac");
  for (const char* stem : {"00", "01", "02"}) {
    tree.write_sound(number + "/stems/" + stem + ".flac");
  }
  tree.write_text(number + "/notes.csv", std::string(kHeader) + "0,1,60,77,0\n0.5,1,62,78,1\n");
  tree.write_text(number + "/drums.csv", std::string(kHeader) + "0,0.1,36,90,2\n");
  tree.write_text(number + "/clip.json", R"({"kind": "band", "split": "validation",
                                            "instruments": )" +
                                             instruments + "}");
}

TEST(BandPieces, NothingComesOfNothing) {
  const auto pieces = band_pieces(Dataset{"empty", {}}, {"piano"});
  ASSERT_FALSE(pieces);
  EXPECT_EQ(pieces.error().message,
            "empty: found no clip with stems of piano among 0 clips, expected one or more");
}

TEST(BandPieces, ClassesMustBeKnownAndDifferent) {
  for (const std::vector<std::string>& classes :
       std::vector<std::vector<std::string>>{{}, {"piano", "tuba"}, {"piano", "piano"}}) {
    const auto pieces = band_pieces(Dataset{}, classes);
    ASSERT_FALSE(pieces);
    EXPECT_EQ(pieces.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(pieces.error().message.find("piano, guitar, bass, drums, strings"),
              std::string::npos);
  }
}

TEST(BandPieces, GivesStemsAndNotesInTheOrderAskedFor) {
  const MiniatureTree tree;
  write_band_clip(tree, "000000", R"(["piano", "bass clarinet", "drums"])");
  write_band_clip(tree, "000001", R"(["guitar", "piano", "drums"])");
  const auto pieces = band_pieces(load("synthetic", tree), {"drums", "guitar"});
  ASSERT_TRUE(pieces) << pieces.error().message;
  ASSERT_EQ(pieces->size(), 1U) << "the other clip has no guitar";
  const BandPiece& piece = pieces->front();
  EXPECT_EQ(piece.id, "000001");
  EXPECT_EQ(piece.split, "validation");
  ASSERT_EQ(piece.stems.size(), 2U);
  EXPECT_EQ(piece.stems[0].path, tree.root() / "000001/stems/02.flac");
  EXPECT_EQ(piece.stems[1].path, tree.root() / "000001/stems/00.flac");
  const auto notes = piece.read_notes();
  ASSERT_TRUE(notes) << notes.error().message;
  ASSERT_EQ(notes->size(), 2U);
  ASSERT_EQ((*notes)[0].size(), 1U);
  EXPECT_EQ((*notes)[0][0].pitch_midi, 36);
  EXPECT_EQ((*notes)[0][0].velocity, 90);
  ASSERT_EQ((*notes)[1].size(), 1U);
  EXPECT_EQ((*notes)[1][0].pitch_midi, 60);
  EXPECT_FALSE(band_pieces(load("synthetic", tree), {"bass"})) << "a bass clarinet is no bass";
}

TEST(BandPieces, NotesThatCannotBeReadAreNamed) {
  const MiniatureTree tree;
  write_band_clip(tree, "000001", R"(["guitar", "piano", "drums"])");
  const auto pieces = band_pieces(load("synthetic", tree), {"piano"});
  ASSERT_TRUE(pieces) << pieces.error().message;
  tree.remove("000001/notes.csv");
  const auto notes = pieces->front().read_notes();
  ASSERT_FALSE(notes);
  EXPECT_NE(notes.error().message.find("notes.csv"), std::string::npos);
}

/// Two pianos, one of them named by its class only, two guitars, one bass, an organ, and strings of
/// both halves of General MIDI's.
void write_slakh_track(const MiniatureTree& tree, const std::string& track) {
  tree.write_sound(track + "mix.flac");
  tree.write_text(track + "metadata.yaml",
                  "stems:\n"
                  "  S00:\n    inst_class: Piano\n    is_drum: false\n    program_num: 4\n"
                  "  S01:\n    inst_class: Piano\n    is_drum: false\n"
                  "  S02:\n    inst_class: Guitar\n    is_drum: false\n    program_num: 30\n"
                  "  S03:\n    inst_class: Guitar\n    is_drum: false\n    program_num: 25\n"
                  "  S04:\n    inst_class: Bass\n    is_drum: false\n    program_num: 33\n"
                  "  S05:\n    inst_class: Drums\n    is_drum: true\n    program_num: 128\n"
                  "  S06:\n    inst_class: Strings (continued)\n    is_drum: false\n"
                  "    program_num: 48\n"
                  "  S07:\n    inst_class: Organ\n    is_drum: false\n    program_num: 16\n"
                  "  S08:\n    inst_class: Strings (continued)\n    is_drum: false\n"
                  "    program_num: 52\n");
  for (int i = 0; i < 9; ++i) {
    const std::string name = "S0" + std::to_string(i);
    tree.write_sound(track + "stems/" + name + ".flac");
    tree.write_midi(track + "MIDI/" + name + ".mid", {{0.0, 0.5, 40 + i, 64, 1.0}}, i == 5);
  }
}

TEST(BandPieces, OfASongOfSlakhAllCombinationsArePieces) {
  const MiniatureTree tree;
  write_slakh_track(tree, "train/Track00001/");
  const Dataset dataset = load("slakh", tree);
  const auto pieces = band_pieces(dataset, {"piano", "guitar", "bass", "drums", "strings"});
  ASSERT_TRUE(pieces) << pieces.error().message;
  ASSERT_EQ(pieces->size(), 4U) << "two pianos times two guitars; a choir is no string";
  std::set<std::string> choices;
  for (const BandPiece& piece : *pieces) {
    EXPECT_EQ(piece.group, "Track00001");
    EXPECT_EQ(piece.split, "train");
    choices.insert(piece.stems[0].source + ", " + piece.stems[1].source);
    EXPECT_EQ(piece.stems[3].source, "drums:S05");
    const auto notes = piece.read_notes();
    ASSERT_TRUE(notes) << notes.error().message;
    for (std::size_t i = 0; i < 5; ++i) {
      ASSERT_EQ((*notes)[i].size(), 1U);
      const std::string stem = piece.stems[i].path.stem().string();
      EXPECT_EQ((*notes)[i][0].pitch_midi, 40 + (stem[2] - '0')) << "each stem has its own MIDI";
    }
  }
  EXPECT_EQ(choices, (std::set<std::string>{"S00 Piano, S02 Guitar", "S00 Piano, S03 Guitar",
                                            "S01 Piano, S02 Guitar", "S01 Piano, S03 Guitar"}));
  EXPECT_EQ(pieces->front().id, "Track00001:1");
  EXPECT_EQ(band_pieces(dataset, {"piano", "guitar"}, 3)->size(), 3U);
  EXPECT_EQ(band_pieces(dataset, {"bass"})->front().id, "Track00001") << "one is not numbered";
}

TEST(BandPieces, ClassesOfProgramsHaveTheirBorders) {
  const auto classes = [](std::initializer_list<int> programs) {
    std::vector<std::string> names;
    for (const int program : programs) names.push_back(band_class_of_program(program));
    return names;
  };
  EXPECT_EQ(classes({0, 7, 8}), (std::vector<std::string>{"piano", "piano", ""}));
  EXPECT_EQ(classes({23, 24, 31, 32}), (std::vector<std::string>{"", "guitar", "guitar", "bass"}));
  EXPECT_EQ(classes({39, 40, 51, 52, 127}),
            (std::vector<std::string>{"bass", "strings", "strings", "", ""}));
}

TEST(BandPieces, AStemOfSlakhWithoutAProgramHasTheClassOfItsName) {
  EXPECT_EQ(band_class_of(SlakhStem{"S00", "Strings (continued)", false, -1}), "strings");
  EXPECT_EQ(band_class_of(SlakhStem{"S00", "Organ", false, -1}), "");
  EXPECT_EQ(band_class_of(SlakhStem{"S00", "Piano", true, 0}), "drums");
  const auto stems = parse_slakh_metadata(
      "stems:\n  S00:\n    program_num: 25\n  S01:\n    program_num: x\n  S02:\n"
      "    program_num: 128\n",
      "m.yaml");
  ASSERT_TRUE(stems);
  EXPECT_EQ((*stems)[0].program, 25);
  EXPECT_EQ((*stems)[1].program, -1);
  EXPECT_EQ((*stems)[2].program, -1);
}

}  // namespace
}  // namespace divisi::data
