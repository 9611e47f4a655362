// Each loader on a miniature of its collection: what it lists, and how it names what is wrong.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/datasets.h"
#include "loading.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

TEST(Datasets, UnknownNameListsTheValidOnes) {
  const auto dataset = load_dataset("medley", "/tmp");
  ASSERT_FALSE(dataset);
  EXPECT_EQ(dataset.error().code, ErrorCode::invalid_argument);
  for (const std::string& name : dataset_names()) {
    EXPECT_NE(dataset.error().message.find(name), std::string::npos);
  }
}

TEST(Datasets, EveryLoaderRefusesAMissingAndAnEmptyFolder) {
  const MiniatureTree tree;
  for (const std::string& name : dataset_names()) {
    const auto missing = load_dataset(name, tree.root() / "missing");
    ASSERT_FALSE(missing) << name;
    EXPECT_EQ(missing.error().code, ErrorCode::not_found) << name;
    EXPECT_NE(missing.error().message.find("missing"), std::string::npos) << name;
    const auto empty = load_dataset(name, tree.root());
    ASSERT_FALSE(empty) << name;
    EXPECT_EQ(empty.error().code, ErrorCode::not_found) << name;
  }
}

void write_urmp(const MiniatureTree& tree, const std::string& base) {
  tree.write_sound(base + "/AuMix_01_Jupiter_vn_vn.wav");
  for (const char* player : {"1_vn", "2_vn"}) {
    const std::string rest = std::string("_") + player + "_01_Jupiter";
    tree.write_sound(base + "/AuSep" + rest + ".wav");
    tree.write_text(base + "/Notes" + rest + ".txt", "0.5\t440.0\t0.25\n\n1.0 \t 220 0\n");
    tree.write_text(base + "/F0s" + rest + ".txt", "0.046\t0.0\n0.056\t441.0\n");
  }
}

TEST(Urmp, TellsTwoPlayersOfOneInstrumentApart) {
  const MiniatureTree tree;
  write_urmp(tree, "Dataset/01_Jupiter_vn_vn");
  tree.write_text("Dataset/Supplementary_Files/readme.txt", "x");
  const Dataset dataset = load("urmp", tree);
  ASSERT_EQ(dataset.clips.size(), 1U);
  ASSERT_EQ(dataset.clips[0].stems.size(), 2U);
  EXPECT_EQ(dataset.clips[0].stems[1].source, "2 vn");
  const core::Annotation truth = annotation_of(dataset.clips[0]);
  ASSERT_EQ(truth.notes.size(), 2U) << "a note that does not last is left out";
  EXPECT_DOUBLE_EQ(truth.notes[0].pitch_midi, 69.0);
  EXPECT_DOUBLE_EQ(truth.notes[0].offset_s, 0.75);
  EXPECT_EQ(truth.notes[0].source, "1 vn");
  ASSERT_EQ(truth.f0_tracks.size(), 2U);
  EXPECT_EQ(truth.f0_tracks[1].f0_hz[1], 441.0);
}

TEST(Urmp, NamesMissingAndBrokenFiles) {
  const MiniatureTree tree;
  write_urmp(tree, "01_Jupiter_vn_vn");
  tree.write_text("01_Jupiter_vn_vn/Notes_1_vn_01_Jupiter.txt", "0.5\t440.0\t0.25\n0.5 -1 0.2\n");
  expect_error("urmp", tree, {"Notes_1_vn_01_Jupiter.txt, line 2", "-1 Hz", "above 0"});
  tree.remove("01_Jupiter_vn_vn/F0s_2_vn_01_Jupiter.txt");
  expect_error("urmp", tree, {"F0s_2_vn_01_Jupiter.txt", "expected this file"});
}

TEST(Musicnet, LabelsAreSamplesAndPrograms) {
  const MiniatureTree tree;
  tree.write_sound("train_data/1727.wav");
  tree.write_sound("test_data/2303.wav");
  const std::string header = "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n";
  tree.write_text("train_labels/1727.csv",
                  header + "44100,88200,42,60,4.0,1.5,\"Dotted, Quarter\"\n");
  tree.write_text("test_labels/2303.csv",
                  header + "0,44100,1,61,0,1,Quarter\n0,10,9,62,0,1,Eighth\n");
  const Dataset dataset = load("musicnet", tree);
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[0].split, "train");
  const core::Annotation train = annotation_of(dataset.clips[0]);
  ASSERT_EQ(train.notes.size(), 1U);
  EXPECT_EQ(train.notes[0].onset_s, 1.0);
  EXPECT_EQ(train.notes[0].source, "viola");
  const core::Annotation test = annotation_of(dataset.clips[1]);
  EXPECT_EQ(test.notes[0].source, "program 9");
  tree.write_text("train_labels/1727.csv", "start_time,end_time,note\n");
  expect_error("musicnet", tree, {"1727.csv, line 1", "'instrument'"});
  tree.remove("test_labels/2303.csv");
  expect_error("musicnet", tree, {"test_labels/2303.csv"});
}

TEST(Maps, FindsWholePiecesOfAnyInstrument) {
  const MiniatureTree tree;
  for (const char* instrument : {"ENSTDkCl", "AkPnBcht"}) {
    const std::string base = std::string(instrument) + "/MUS/MAPS_MUS-alb_se2_" + instrument;
    tree.write_sound(base + ".wav");
    tree.write_text(base + ".txt",
                    "OnsetTime\tOffsetTime\tMidiPitch\r\n0.5\t1.25\t60\r\n0.5\t1.5\t64\r\n\r\n");
  }
  tree.write_sound("ENSTDkCl/ISOL/NO/MAPS_ISOL_NO_F_S0_M23_ENSTDkCl.wav");
  const Dataset dataset = load("maps", tree);
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[0].split, "train");
  EXPECT_EQ(dataset.clips[1].split, "test");
  const core::Annotation truth = annotation_of(dataset.clips[1]);
  ASSERT_EQ(truth.notes.size(), 2U);
  EXPECT_EQ(truth.notes[0].offset_s, 1.25);
  EXPECT_EQ(truth.notes[1].pitch_midi, 64.0);
  tree.write_text("AkPnBcht/MUS/MAPS_MUS-alb_se2_AkPnBcht.txt",
                  "OnsetTime OffsetTime MidiPitch\n1 2\n");
  expect_error("maps", tree, {"AkPnBcht.txt, line 2", "found 2 cells, expected at least 3"});
}

TEST(Maestro, TheTableLeadsToMidiAndSound) {
  const MiniatureTree tree;
  tree.write_text(
      "maestro-v3.0.0.csv",
      "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration\n"
      "Alban Berg,\"Sonata, Op. 1\",train,2018,2018/b.midi,2018/b.wav,1.0\n"
      "J. S. Bach,\"Fugue \"\"in G\"\"\",test,2004,2004/a.midi,2004/a.wav,1.0\n");
  for (const char* name : {"2018/b", "2004/a"}) {
    tree.write_sound(std::string(name) + ".wav");
    tree.write_midi(std::string(name) + ".midi", {{0.5, 1.0, 60, 71, 1.0}});
  }
  const Dataset dataset = load("maestro", tree);
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[0].id, "a");
  EXPECT_EQ(dataset.clips[0].split, "test");
  const core::Annotation truth = annotation_of(dataset.clips[1]);
  ASSERT_EQ(truth.notes.size(), 1U);
  EXPECT_NEAR(truth.notes[0].onset_s, 0.5, 1e-3);
  EXPECT_EQ(truth.notes[0].velocity, 71.0);
  EXPECT_EQ(truth.notes[0].source, "piano");
  tree.write_text("2004/a.midi", "MThd no more");
  expect_error("maestro", tree, {"2004/a.midi"});
  tree.remove("2018/b.wav");
  expect_error("maestro", tree, {"2018/b.wav", "expected this file"});
}

TEST(Mshoxxdb, GroupsTracksByTheirPiece) {
  const MiniatureTree tree;
  for (const char* name : {"Uridium_2_(13)", "Uridium_2_(13)_mel1", "Uridium_2_(13)_drums",
                           "Beneath_(8)", "Beneath_(8)_bass"}) {
    tree.write_sound("audio/" + std::string(name) + ".flac");
  }
  tree.write_midi("midi/Uridium_2_(13)_mel1.mid", {{0.0, 0.5, 72, 64, 1.0}});
  const Dataset dataset = load("mshoxxdb", tree);
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[0].id, "Beneath_(8)");
  EXPECT_FALSE(dataset.clips[0].is_fully_annotated) << "the bass has no notes";
  EXPECT_TRUE(dataset.clips[1].is_fully_annotated);
  ASSERT_EQ(dataset.clips[1].stems.size(), 2U);
  const core::Annotation truth = annotation_of(dataset.clips[1]);
  ASSERT_EQ(truth.notes.size(), 1U);
  EXPECT_EQ(truth.notes[0].source, "mel1");
}

void write_bach10(const MiniatureTree& tree, const std::string& notes, const std::string& f0) {
  const std::string base = "01-Ach/01-Ach";
  tree.write_sound(base + ".wav");
  for (const char* part : {"violin", "clarinet", "saxphone", "bassoon"}) {
    tree.write_sound(base + "-" + part + ".wav");
  }
  tree.write_text(base + "-GTNotes.mat", notes);
  tree.write_text(base + "-GTF0s.mat", f0);
}

TEST(Bach10, NotesAndTracksComeFromMatlabFiles) {
  const MiniatureTree tree;
  const std::string note = mat_matrix_element("", 2, 3, {21, 72.1, 22, 72.2, 23, 71.9});
  const std::string part = mat_cell_element("", {note});
  const std::string rest = mat_cell_element("", {});
  write_bach10(tree, mat_cells("GTNotes", {part, rest, part, rest}),
               mat_matrix("GTF0s", 4, 2, {69, 0, 57, 0, 0, 0, 0, 0}));
  const Dataset dataset = load("bach10", tree);
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].stems[2].source, "saxophone");
  const core::Annotation truth = annotation_of(dataset.clips[0]);
  ASSERT_EQ(truth.notes.size(), 2U);
  EXPECT_EQ(truth.notes[0].source, "saxophone");
  EXPECT_EQ(truth.notes[1].source, "violin");
  EXPECT_EQ(truth.notes[1].pitch_midi, 72.0);
  EXPECT_NEAR(truth.notes[1].onset_s, 0.218, 1e-9);
  EXPECT_NEAR(truth.notes[1].offset_s, 0.248, 1e-9);
  EXPECT_NEAR(truth.f0_tracks[0].f0_hz[0], 440.0, 1e-9);
  EXPECT_EQ(truth.f0_tracks[0].f0_hz[1], 0.0);
  EXPECT_NEAR(truth.f0_tracks[2].f0_hz[0], 220.0, 1e-9);
  EXPECT_NEAR(truth.f0_tracks[0].time_s[1], 0.033, 1e-9);
}

TEST(Bach10, NamesWhatIsWrong) {
  const MiniatureTree tree;
  write_bach10(tree, mat_matrix("Other", 1, 1, {1}), mat_matrix("GTF0s", 4, 1, {0, 0, 0, 0}));
  expect_error("bach10", tree, {"GTNotes.mat", "found no variable 'GTNotes'"});
  write_bach10(tree, mat_cells("GTNotes", {mat_cell_element("", {})}), "");
  expect_error("bach10", tree, {"found GTNotes with 1 cells, expected 4"});
  tree.remove("01-Ach/01-Ach-saxphone.wav");
  expect_error("bach10", tree, {"saxophone.wav", "saxphone.wav"});
}

}  // namespace
}  // namespace divisi::data
