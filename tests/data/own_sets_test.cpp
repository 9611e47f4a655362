// Clips that we rendered, and the open evaluation set, in miniature.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "data/datasets.h"
#include "loading.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

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
                  "instruments": ["violin", "cello", "drums", "violin"],
                  "parts": ["sampled violin", "plucked", "kit", "fluid 40 x.sf2"]})");
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
  const std::map<std::string, std::string> players = {{"violin 1", "sampled violin"},
                                                      {"cello", "plucked"},
                                                      {"drums", "kit"},
                                                      {"violin 2", "fluid 40 x.sf2"}};
  EXPECT_EQ(dataset.clips[0].players, players);
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

}  // namespace
}  // namespace divisi::data
