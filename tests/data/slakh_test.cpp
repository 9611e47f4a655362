// Slakh2100 in miniature.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/datasets.h"
#include "data/slakh.h"
#include "loading.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

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

}  // namespace
}  // namespace divisi::data
