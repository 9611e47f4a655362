// Pieces and splits, on a miniature of each collection.
#include "slots/pieces.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "data/folder.h"
#include "miniature_tree.h"
#include "slots/instrument_families.h"
#include "slots/split_file.h"

namespace divisi::slots {
namespace {

using data::MiniatureTree;

std::vector<SlotPiece> load(const std::string& dataset, const MiniatureTree& tree,
                            const std::string& split_file = "") {
  const auto pieces =
      load_slot_pieces(dataset, tree.root(), split_file.empty() ? "" : tree.root() / split_file);
  EXPECT_TRUE(pieces) << pieces.error().message;
  return pieces ? *pieces : std::vector<SlotPiece>{};
}

void expect_error(const std::string& dataset, const MiniatureTree& tree,
                  const std::string& split_file, const std::vector<std::string>& said) {
  const auto pieces = load_slot_pieces(dataset, tree.root(), tree.root() / split_file);
  ASSERT_FALSE(pieces);
  for (const std::string& words : said) {
    EXPECT_NE(pieces.error().message.find(words), std::string::npos) << pieces.error().message;
  }
  EXPECT_EQ(pieces.error().message.find('\n'), std::string::npos);
}

void write_urmp_piece(const MiniatureTree& tree, const std::string& number,
                      const std::vector<std::string>& players) {
  std::string piece = number + "_Jupiter";
  for (const std::string& player : players) piece += "_" + player;
  tree.write_sound(piece + "/AuMix_" + piece + ".wav");
  for (std::size_t i = 0; i < players.size(); ++i) {
    const std::string rest =
        "_" + std::to_string(i + 1) + "_" + players[i] + "_" + number + "_Jupiter";
    tree.write_sound(piece + "/AuSep" + rest + ".wav");
    tree.write_text(piece + "/Notes" + rest + ".txt", "0.5\t445.0\t0.25\n1.0\t220\t0.5\n");
    tree.write_text(piece + "/F0s" + rest + ".txt", "0.046\t0.0\n");
  }
}

TEST(SlotPieces, OfUrmpHaveTheFamiliesOfItsCodes) {
  const MiniatureTree tree;
  write_urmp_piece(tree, "01", {"vn", "vn", "tpt", "sax"});
  tree.write_text("split.csv", "# ours\nid,split\n01_Jupiter_vn_vn_tpt_sax,test\n");
  const std::vector<SlotPiece> pieces = load("urmp", tree, "split.csv");
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].id, "01_Jupiter_vn_vn_tpt_sax");
  EXPECT_EQ(pieces[0].split, "test");
  ASSERT_EQ(pieces[0].sources.size(), 4U);
  const char* families[] = {"strings", "strings", "brass", "woodwinds"};
  for (std::size_t i = 0; i < 4; ++i) {
    const SourceTruth& source = pieces[0].sources[i];
    EXPECT_EQ(source.family, families[i]) << source.name;
    EXPECT_TRUE(std::filesystem::exists(source.audio)) << source.audio;
    ASSERT_EQ(source.notes.size(), 2U);
    EXPECT_EQ(source.notes[0].pitch_midi, 69);
    EXPECT_DOUBLE_EQ(source.notes[1].offset_s, 1.5);
  }
  EXPECT_EQ(pieces[0].sources[1].name, "2 vn");
}

TEST(SlotPieces, FolderAndSplitFileMustAgree) {
  const MiniatureTree tree;
  write_urmp_piece(tree, "01", {"vn", "vc"});
  write_urmp_piece(tree, "02", {"vn", "vc"});
  tree.write_text("less.csv", "id,split\n02_Jupiter_vn_vc,train\n");
  expect_error("urmp", tree, "less.csv",
               {"piece '01_Jupiter_vn_vc' is in", "but not in", "less.csv"});
  tree.write_text(
      "more.csv",
      "id,split\n01_Jupiter_vn_vc,train\n02_Jupiter_vn_vc,test\n03_a,test\n04_b,test\n");
  expect_error("urmp", tree, "more.csv",
               {"piece '03_a' (and 1 more) is in", "more.csv, but not in", tree.root().string()});
  expect_error("urmp", tree, "none.csv", {"none.csv"});
}

TEST(SlotPieces, OfMusicnetHaveInstrumentsAndNoStems) {
  const MiniatureTree tree;
  tree.write_sound("train_data/1727.wav");
  tree.write_sound("test_data/2303.wav");
  const std::string header = "start_time,end_time,instrument,note\n";
  tree.write_text("train_labels/1727.csv",
                  header + "0,44100,44,40\n0,44100,42,60\n44100,88200,42,62\n");
  tree.write_text("test_labels/2303.csv", header + "0,44100,1,61\n0,44100,65,62\n");
  const std::vector<SlotPiece> pieces = load("musicnet", tree);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].split, "train");
  EXPECT_EQ(pieces[1].split, "test");
  std::map<std::string, std::string> families;
  for (const SlotPiece& piece : pieces) {
    for (const SourceTruth& source : piece.sources) {
      families[source.name] = source.family;
      EXPECT_TRUE(source.audio.empty());
    }
  }
  const std::map<std::string, std::string> expected = {{"bass", "strings"},
                                                       {"viola", "strings"},
                                                       {"piano", "keyboards"},
                                                       {"program 65", "woodwinds"}};
  EXPECT_EQ(families, expected);
  tree.write_text("val.json", R"({"train": ["2303"], "val": [{"filename": "1727"}], "test": []})");
  EXPECT_EQ(load("musicnet", tree, "val.json")[0].split, "validation");
}

TEST(SlotPieces, OfMshoxxdbLeaveDrumsOut) {
  const MiniatureTree tree;
  for (int piece = 1; piece <= 12; ++piece) {
    const std::string name = "Piece" + std::string(piece < 10 ? "0" : "") + std::to_string(piece);
    for (const char* track : {"", "_bass", "_drums", "_mel1", "_strings2"}) {
      tree.write_sound(name + "/" + name + track + ".flac");
    }
    for (const char* track : {"_bass", "_drums", "_strings2"}) {
      tree.write_midi(name + "/" + name + track + ".mid", {{0.5, 1.0, 40, 90}},
                      std::string(track) == "_drums");
    }
    if (piece != 1) tree.write_midi(name + "/" + name + "_mel1.mid", {{0.5, 1.0, 70, 90}});
  }
  const std::vector<SlotPiece> pieces = load("mshoxxdb", tree);
  ASSERT_EQ(pieces.size(), 12U);
  std::map<std::string, int> splits;
  for (const SlotPiece& piece : pieces) ++splits[piece.split];
  EXPECT_EQ(splits, (std::map<std::string, int>{{"test", 2}, {"train", 8}, {"validation", 2}}));
  EXPECT_EQ(pieces[4].split, "validation");
  EXPECT_EQ(pieces[5].split, "test");
  EXPECT_FALSE(pieces[0].is_fully_annotated) << "mel1 has no MIDI file";
  ASSERT_EQ(pieces[0].sources.size(), 2U);
  ASSERT_EQ(pieces[1].sources.size(), 3U);
  EXPECT_TRUE(pieces[1].is_fully_annotated);
  EXPECT_EQ(pieces[1].sources[0].name, "bass");
  EXPECT_EQ(pieces[1].sources[0].family, "") << "a bass of electronic music is no double bass";
  EXPECT_EQ(pieces[1].sources[2].name, "strings2");
  EXPECT_EQ(pieces[1].sources[2].family, "strings");
}

TEST(SlotPieces, OfSynthHaveNamesAndSplits) {
  const MiniatureTree tree;
  for (const char* file : {"mix", "stems/00", "stems/01", "stems/02"}) {
    tree.write_sound(std::string("000000/") + file + ".flac");
  }
  const std::string header = "onset_s,offset_s,midi_pitch,velocity,source\n";
  tree.write_text("000000/notes.csv", header + "0,1,60,77,0\n0,1,62,78,2\n");
  tree.write_text("000000/drums.csv", header + "0,0.1,36,90,1\n");
  tree.write_text("000000/clip.json", R"({"kind": "pieces", "piece": "01_a", "split": "validation",
                  "instruments": ["double bass", "drums", "organ"]})");
  const std::vector<SlotPiece> pieces = load("synthetic", tree);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].id, "01_a");
  EXPECT_EQ(pieces[0].split, "validation");
  ASSERT_EQ(pieces[0].sources.size(), 2U);
  EXPECT_EQ(pieces[0].sources[0].name, "double bass");
  EXPECT_EQ(pieces[0].sources[0].family, "strings");
  EXPECT_EQ(pieces[0].sources[1].family, "keyboards");
  EXPECT_EQ(pieces[0].sources[1].audio.filename(), "02.flac");
  EXPECT_EQ(pieces[0].sources[1].notes.at(0).velocity, 78);
}

TEST(SlotPieces, OfOtherCollectionsThereAreNone) {
  const MiniatureTree tree;
  for (const char* name : {"maps", "", "urmp2"}) {
    const auto pieces = load_slot_pieces(name, tree.root());
    ASSERT_FALSE(pieces);
    EXPECT_NE(pieces.error().message.find("expected mshoxxdb, musicnet"), std::string::npos);
  }
  EXPECT_FALSE(load_slot_pieces("urmp", tree.root()));
}

TEST(InstrumentFamilies, KnowNamesCodesAndPrograms) {
  for (const char* code : {"1 vn", "12 db", "Viola", "cello 2", "strings1", "double bass"}) {
    EXPECT_EQ(family_of_instrument(code), "strings") << code;
  }
  for (const char* code : {"", " ", "3", "bass", "lead", "violins section", "program", "program 0",
                           "program 129", "program 999999999999"}) {
    EXPECT_EQ(family_of_instrument(code), "") << code;
  }
  EXPECT_EQ(family_of_instrument("program 61"), "brass");
  EXPECT_EQ(family_of_program(0), "keyboards");
  EXPECT_EQ(family_of_program(46), "");
  EXPECT_EQ(family_of_program(79), "woodwinds");
  EXPECT_EQ(family_of_program(80), "");
  EXPECT_EQ(family_of_program(-1), "");
}

struct BrokenSplit {
  const char* file;
  const char* text;
  const char* said;
};

class BrokenSplitFile : public testing::TestWithParam<BrokenSplit> {};

TEST_P(BrokenSplitFile, IsRefusedInOneLine) {
  const MiniatureTree tree;
  tree.write_text(GetParam().file, GetParam().text);
  const auto splits = read_split_file(tree.root() / GetParam().file);
  ASSERT_FALSE(splits);
  EXPECT_NE(splits.error().message.find(GetParam().said), std::string::npos)
      << splits.error().message;
  EXPECT_NE(splits.error().message.find(GetParam().file), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenSplitFile,
    testing::Values(BrokenSplit{"a.csv", "", "id"}, BrokenSplit{"a.csv", "id,split\n", "no piece"},
                    BrokenSplit{"a.csv", "piece,split\na,train\n", "'id'"},
                    BrokenSplit{"a.csv", "id,split\na\n", "line 2"},
                    BrokenSplit{"a.csv", "id,split\na,tset\n", "'tset', expected train"},
                    BrokenSplit{"a.csv", "id,split\na,test\na,train\n", "'a' is there twice"},
                    BrokenSplit{"a.json", "", "JSON"}, BrokenSplit{"a.json", "[]", "no piece"},
                    BrokenSplit{"a.json", R"({"train": [3]})", "expected texts"},
                    BrokenSplit{"a.json", R"({"tset": ["a"]})", "'tset'"},
                    BrokenSplit{"a.json", R"({"train": ["a"], "val": ["a"]})", "twice"}));

std::map<std::string, std::size_t> sizes(const Splits& splits) {
  std::map<std::string, std::size_t> result;
  for (const auto& [piece, split] : splits) ++result[split];
  return result;
}

TEST(SplitsOfTheRepository, AreThoseOfThePapers) {
  const std::filesystem::path folder =
      std::filesystem::path(DIVISI_SOURCE_DIR) / "recipes/slots/splits";
  const auto urmp = read_split_file(folder / "urmp.csv");
  ASSERT_TRUE(urmp) << urmp.error().message;
  EXPECT_EQ(sizes(*urmp),
            (std::map<std::string, std::size_t>{{"test", 7}, {"train", 30}, {"validation", 7}}));
  const auto mun10 = read_split_file(folder / "mun10.csv");
  ASSERT_TRUE(mun10) << mun10.error().message;
  EXPECT_EQ(sizes(*mun10),
            (std::map<std::string, std::size_t>{{"test", 10}, {"train", 293}, {"validation", 27}}));
}

/// 149 tracks; one title in one split; the small splits have larger ensembles and three families.
TEST(SplitsOfTheRepository, UrmpIsDividedByPiece) {
  const auto urmp =
      read_split_file(std::filesystem::path(DIVISI_SOURCE_DIR) / "recipes/slots/splits/urmp.csv");
  ASSERT_TRUE(urmp);
  std::map<std::string, std::set<std::string>> splits_of_title;
  std::map<std::string, std::set<std::string>> families;
  std::map<std::string, int> larger;
  int tracks = 0;
  for (const auto& [piece, split] : *urmp) {
    const std::vector<std::string> words = data::split(piece, '_');
    splits_of_title[words.at(1)].insert(split);
    tracks += static_cast<int>(words.size()) - 2;
    if (words.size() >= 5) ++larger[split];
    for (std::size_t i = 2; i < words.size(); ++i) {
      families[split].insert(family_of_instrument(words[i]));
    }
  }
  EXPECT_EQ(tracks, 149);
  for (const auto& [title, splits] : splits_of_title) EXPECT_EQ(splits.size(), 1U) << title;
  for (const char* split : {"train", "validation", "test"}) {
    EXPECT_GE(larger[split], 2) << split;
    EXPECT_EQ(families[split], (std::set<std::string>{"brass", "strings", "woodwinds"})) << split;
  }
}

}  // namespace
}  // namespace divisi::slots
