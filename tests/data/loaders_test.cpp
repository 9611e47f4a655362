// Each loader on a miniature of its collection: what it lists, and how it names what is wrong.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "data/datasets.h"
#include "data/slakh.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

Dataset load(const std::string& name, const MiniatureTree& tree) {
  Expected<Dataset> dataset = load_dataset(name, tree.root());
  EXPECT_TRUE(dataset) << dataset.error().message;
  return dataset ? *dataset : Dataset{};
}

core::Annotation annotation_of(const Clip& clip) {
  Expected<core::Annotation> annotation = clip.read_annotation();
  EXPECT_TRUE(annotation) << annotation.error().message;
  return annotation ? *annotation : core::Annotation{};
}

/// Loading, or else reading the first clip's truth, must fail with all of `words` in the message.
void expect_error(const std::string& name, const MiniatureTree& tree,
                  const std::vector<std::string>& words) {
  const Expected<Dataset> dataset = load_dataset(name, tree.root());
  std::string message;
  if (!dataset) {
    message = dataset.error().message;
  } else if (const auto annotation = dataset->clips.front().read_annotation(); !annotation) {
    message = annotation.error().message;
  }
  ASSERT_FALSE(message.empty()) << "nothing was found to be wrong";
  EXPECT_EQ(message.find('\n'), std::string::npos);
  for (const std::string& word : words) {
    EXPECT_NE(message.find(word), std::string::npos) << "'" << word << "' in: " << message;
  }
}

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

TEST(EvalOpen, ListsClipsWithStemsF0AndCompleteness) {
  const MiniatureTree tree;
  tree.write_sound("bach10_01/mix.flac");
  tree.write_sound("bach10_01/stems/violin.flac");
  tree.write_text(
      "bach10_01/notes.csv",
      "onset_s,offset_s,midi_pitch,source_label\n1,2,60.25,violin\n0.5,0.55,36,drums:KD\n");
  tree.write_text("bach10_01/f0/violin.csv", "time_s,f0_hz\n0.023,0.000\n0.033,261.6\n");
  tree.write_text("bach10_01/README", "Truth completeness: full\n");
  tree.write_sound("mdb-Rock_full/mix.wav");
  tree.write_text("mdb-Rock_full/notes.csv", "onset_s,offset_s,midi_pitch,source_label\n");
  tree.write_text("mdb-Rock_full/README", "x\nTruth completeness: PARTIAL: guitars missing\n");
  const Dataset dataset = load("eval_open", tree);
  ASSERT_EQ(dataset.clips.size(), 2U);
  const Clip& clip = dataset.clips[0];
  EXPECT_EQ(clip.group, "bach10");
  EXPECT_TRUE(clip.is_fully_annotated);
  ASSERT_EQ(clip.stems.size(), 1U);
  EXPECT_EQ(clip.stems[0].source, "violin");
  const core::Annotation truth = annotation_of(clip);
  ASSERT_EQ(truth.notes.size(), 2U);
  EXPECT_EQ(truth.notes[1].pitch_midi, 60.25);
  ASSERT_EQ(truth.f0_tracks.size(), 1U);
  EXPECT_EQ(truth.f0_tracks[0].f0_hz, (std::vector<double>{0.0, 261.6}));
  EXPECT_EQ(dataset.clips[1].group, "mdb");
  EXPECT_FALSE(dataset.clips[1].is_fully_annotated);
  tree.write_text("bach10_01/f0/violin.csv", "time_s,f0_hz\n0.023,high\n");
  expect_error("eval_open", tree, {"violin.csv, line 2", "'high'"});
  tree.remove("bach10_01/mix.flac");
  expect_error("eval_open", tree, {"bach10_01/mix.flac", "expected this file"});
}

TEST(Synthetic, ReadsNotesDrumsVelocitiesAndKind) {
  const MiniatureTree tree;
  tree.write_sound("000007/mix.flac");
  tree.write_sound("000007/stems/00.flac");
  tree.write_sound("000007/stems/10.flac");
  tree.write_text("000007/notes.csv",
                  "onset_s,offset_s,midi_pitch,velocity,source\n0.1,0.2,60,77,0\n");
  tree.write_text("000007/drums.csv",
                  "onset_s,offset_s,midi_pitch,velocity,source\n0,0.1,36,90,1\n");
  tree.write_text("000007/clip.json", R"({"kind": "score", "seed": 7})");
  tree.write_text("logs/notes.txt", "not a clip");
  const Dataset dataset = load("synthetic", tree);
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].group, "score");
  ASSERT_EQ(dataset.clips[0].stems.size(), 2U);
  EXPECT_EQ(dataset.clips[0].stems[0].source, "0");
  EXPECT_EQ(dataset.clips[0].stems[1].source, "10");
  const core::Annotation truth = annotation_of(dataset.clips[0]);
  ASSERT_EQ(truth.notes.size(), 2U);
  EXPECT_EQ(truth.notes[0].source, "drums:1");
  EXPECT_EQ(truth.notes[1].velocity, 77.0);
  tree.write_text("000007/clip.json", "{");
  expect_error("synthetic", tree, {"clip.json", "not JSON"});
  tree.remove("000007/clip.json");
  expect_error("synthetic", tree, {"clip.json"});
}

TEST(Synthetic, NamesSourcesAsClipJsonDoes) {
  const MiniatureTree tree;
  tree.write_sound("000000/mix.flac");
  for (const char* stem : {"00", "01", "02", "03"}) {
    tree.write_sound(std::string("000000/stems/") + stem + ".flac");
  }
  tree.write_text("000000/notes.csv",
                  "onset_s,offset_s,midi_pitch,velocity,source\n0,1,60,77,0\n0,1,62,77,1\n"
                  "0,1,64,77,3\n0,1,65,77,9\n");
  tree.write_text("000000/drums.csv",
                  "onset_s,offset_s,midi_pitch,velocity,source\n0,0.1,36,90,2\n");
  tree.write_text("000000/clip.json", R"({"kind": "pieces", "piece": "01_a", "split": "validation",
                  "instruments": ["violin", "cello", "drums", "violin"]})");
  const Dataset dataset = load("synthetic", tree);
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].id, "01_a");
  EXPECT_EQ(dataset.clips[0].split, "validation");
  std::vector<std::string> stems;
  for (const Stem& stem : dataset.clips[0].stems) stems.push_back(stem.source);
  EXPECT_EQ(stems, (std::vector<std::string>{"violin 1", "cello", "drums", "violin 2"}));
  std::map<double, std::string> sources;
  for (const core::AnnotatedNote& note : annotation_of(dataset.clips[0]).notes) {
    sources[note.pitch_midi] = note.source;
  }
  const std::map<double, std::string> expected = {
      {36, "drums"}, {60, "violin 1"}, {62, "cello"}, {64, "violin 2"}, {65, "9"}};
  EXPECT_EQ(sources, expected);
}

TEST(EvalOpen, UnisonsAreTwoNotesAndHitsAreDrums) {
  const MiniatureTree tree;
  tree.write_sound("mdb_Rock_sub/mix.flac");
  tree.write_text("mdb_Rock_sub/notes.csv",
                  "onset_s,offset_s,midi_pitch,source_label\n1,2,40,voice\n1,2,40,bass\n"
                  "1,1.05,36,drums:KD\n1,1.05,42,drums:HH\n");
  const core::Annotation truth = annotation_of(load("eval_open", tree).clips.at(0));
  ASSERT_EQ(truth.notes.size(), 4U);
  EXPECT_EQ(truth.notes[0].source, "drums:KD");
  EXPECT_EQ(truth.notes[1].source, "drums:HH");
  EXPECT_EQ(truth.notes[2].source, "bass");
  EXPECT_EQ(truth.notes[3].source, "voice");
  EXPECT_TRUE(core::is_percussion(truth.notes[1].source));
  EXPECT_FALSE(core::is_percussion(truth.notes[2].source));
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

constexpr const char* kSlakhMetadata =
    "UUID: 1a81ae\r\naudio_dir: stems\nmidi_dir: MIDI\nstems:\n"
    "  S00:\n    audio_rendered: true\n    inst_class: Guitar\n    is_drum: false\n"
    "    plugin_name: elektrik_guitar.nkm\n    program_num: 30\n"
    "  S01:\n    audio_rendered: true\n    inst_class: Drums\n    is_drum: true\n"
    "  S02:\n    audio_rendered: false\n    inst_class: Piano\n    is_drum: false\n"
    "target_peak: -1.0\n";

TEST(Slakh, ReadsStemsByTheirMetadata) {
  const MiniatureTree tree;
  const std::string track = "validation/Track01501/";
  tree.write_sound(track + "mix.flac");
  tree.write_text(track + "metadata.yaml", kSlakhMetadata);
  for (const char* stem : {"S00", "S01"}) {
    tree.write_sound(track + "stems/" + stem + ".flac");
    tree.write_midi(track + "MIDI/" + stem + ".mid", {{0.0, 0.5, 50, 64, 1.0}});
  }
  tree.write_sound("omitted/Track00002/mix.flac");
  const Dataset dataset = load("slakh", tree);
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].split, "validation");
  ASSERT_EQ(dataset.clips[0].stems.size(), 2U) << "a stem without sound is left out";
  const core::Annotation truth = annotation_of(dataset.clips[0]);
  ASSERT_EQ(truth.notes.size(), 2U);
  EXPECT_EQ(truth.notes[0].source, "S00 Guitar");
  EXPECT_EQ(truth.notes[1].source, "drums:S01");
  tree.remove(track + "MIDI/S00.mid");
  expect_error("slakh", tree, {"MIDI/S00.mid"});
  tree.write_text(track + "metadata.yaml", "UUID: 1\n");
  expect_error("slakh", tree, {"metadata.yaml", "under 'stems:'"});
}

TEST(Slakh, ChromaticPercussionHasPitches) {
  const MiniatureTree tree;
  tree.write_sound("test/Track02000/mix.flac");
  tree.write_text("test/Track02000/metadata.yaml",
                  "stems:\n  S00:\n    inst_class: Chromatic Percussion\n    is_drum: false\n");
  tree.write_sound("test/Track02000/stems/S00.flac");
  tree.write_midi("test/Track02000/MIDI/S00.mid", {{0.0, 0.5, 84, 64, 1.0}});
  const core::Annotation truth = annotation_of(load("slakh", tree).clips.at(0));
  ASSERT_EQ(truth.notes.size(), 1U);
  EXPECT_EQ(truth.notes[0].source, "S00 Chromatic Percussion");
  EXPECT_FALSE(core::is_percussion(truth.notes[0].source));
}

TEST(Slakh, MetadataOfAnyTextIsReadOrRefused) {
  for (const char* text :
       {"", ":", "stems:", "stems:\n S00", "  a: b\nstems: x\n", "inst_class: x"}) {
    const auto stems = parse_slakh_metadata(text, "m.yaml");
    ASSERT_FALSE(stems) << text;
    EXPECT_EQ(stems.error().code, ErrorCode::corrupt);
  }
  const auto stems = parse_slakh_metadata("stems:\n  S00:\n  S01:\n    is_drum: true", "m.yaml");
  ASSERT_TRUE(stems);
  ASSERT_EQ(stems->size(), 2U);
  EXPECT_FALSE((*stems)[0].is_drum);
  EXPECT_TRUE((*stems)[1].is_drum);
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
