// What is kept on the disk, and what is there when the server comes back.
#include "server/projects.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "../engine/made_recording.h"
#include "core/atomic_file.h"
#include "divisi/files.h"
#include "server/studio.h"

namespace divisi::server {
namespace {

namespace fs = std::filesystem;

class Folder : public ::testing::Test {
 protected:
  std::unique_ptr<Projects> open() const {
    Expected<std::unique_ptr<Projects>> projects = Projects::open(data());
    EXPECT_TRUE(projects) << projects.error().message;
    return projects ? std::move(*projects) : nullptr;
  }
  fs::path data() const { return folder_ / "data"; }

  static Project add(Projects& projects, const std::string& name) {
    Project project;
    project.id = make_project_id();
    project.name = name;
    project.created = time_now();
    const fs::path received = projects.temporary("received");
    fs::create_directory(received);
    std::ofstream(received / "original.bin") << "sound";
    const Expected<Project> added = projects.add(project, received);
    EXPECT_TRUE(added);
    return *added;
  }

  engine::testing::TemporaryFolder folder_;
};

TEST_F(Folder, AnEmptyOneHasNoProjects) {
  const auto projects = open();
  EXPECT_TRUE(projects->all().empty());
  EXPECT_FALSE(projects->find("0123456789abcdef"));
  EXPECT_FALSE(projects->remove("0123456789abcdef"));
  EXPECT_FALSE(projects->change("0123456789abcdef", [](Project&) { return true; }));
}

TEST_F(Folder, EveryFieldComesBack) {
  auto projects = open();
  const std::string id = add(*projects, "a 'quoted' \"name\" \xC3\xA9").id;
  const auto changed = projects->change(id, [](Project& now) {
    now.state = ProjectState::failed;
    now.error = "why";
    now.duration_s = 1.25;
    now.sample_rate_hz = 44100;
    now.channel_count = 2;
    now.parts = 3;
    now.revision = 7;
    now.is_edited = true;
    now.stems = WorkState::ready;
    now.stems_revision = 6;
    now.audio = WorkState::failed;
    now.attempts = 2;
    now.warnings = {"one", "two \"quoted\""};
    return true;
  });
  projects.reset();
  projects = open();
  const auto again = projects->find(id);
  ASSERT_TRUE(again);
  EXPECT_EQ(json_of(*again), json_of(*changed));
  EXPECT_EQ(again->parts, 3);
  EXPECT_EQ(again->attempts, 2);
}

TEST_F(Folder, AnEditThatSaysNoChangesNothing) {
  const auto projects = open();
  const std::string id = add(*projects, "a").id;
  projects->change(id, [](Project& now) {
    now.name = "b";
    return false;
  });
  EXPECT_EQ(projects->find(id)->name, "a");
}

TEST_F(Folder, ALostIndexIsMadeFromTheFolders) {
  auto projects = open();
  const std::string waiting = add(*projects, "waiting").id;
  const std::string done = add(*projects, "done").id;
  std::ofstream(projects->folder(done) / "notes.json") << "{}";
  std::ofstream(projects->folder(done) / "evidence") << "x";
  projects.reset();
  for (const char* name : {"studio.sqlite", "studio.sqlite-wal", "studio.sqlite-shm"}) {
    fs::remove(data() / name);
  }
  projects = open();
  ASSERT_EQ(projects->count(), 2U);
  EXPECT_EQ(projects->find(waiting)->name, "waiting");
  EXPECT_EQ(projects->find(waiting)->state, ProjectState::queued);
  EXPECT_EQ(projects->find(done)->state, ProjectState::ready);
  EXPECT_EQ(projects->find(done)->revision, 1);
}

TEST_F(Folder, AFolderThatIsGoneIsForgotten) {
  auto projects = open();
  const std::string id = add(*projects, "a").id;
  fs::remove_all(projects->folder(id));
  projects.reset();
  EXPECT_EQ(open()->count(), 0U);
}

TEST_F(Folder, WhatIsNoProjectIsLeftAloneAndWhatWasNeverFinishedIsNot) {
  auto projects = open();
  fs::create_directory(data() / "projects" / "holiday pictures");
  fs::create_directory(data() / "projects" / "0123456789abcdef");  // no recording in it
  fs::create_directory(data() / "temporary" / "upload-x");
  projects.reset();
  EXPECT_EQ(open()->count(), 0U);
  EXPECT_TRUE(fs::exists(data() / "projects" / "holiday pictures"));
  EXPECT_FALSE(fs::exists(data() / "temporary" / "upload-x"));
}

TEST_F(Folder, RemovingLeavesNothing) {
  const auto projects = open();
  const std::string id = add(*projects, "a").id;
  EXPECT_TRUE(projects->remove(id));
  EXPECT_FALSE(fs::exists(projects->folder(id)));
  EXPECT_TRUE(fs::is_empty(data() / "temporary"));
  EXPECT_FALSE(projects->find(id));
}

TEST_F(Folder, OnlyOneServerMayHaveIt) {
  const auto first = open();
  const auto second = Projects::open(data());
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another divisi serve"), std::string::npos)
      << second.error().message;
}

TEST_F(Folder, AnIndexThatIsNoneIsRefusedAndNotTouched) {
  fs::create_directories(data());
  const std::string bytes(5000, 'x');
  std::ofstream(data() / "studio.sqlite") << bytes;
  const auto opened = Projects::open(data());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_NE(opened.error().message.find("move it away"), std::string::npos);
  EXPECT_EQ(*core::read_file(data() / "studio.sqlite"), bytes);
}

TEST(ProjectId, IsSixteenLettersAndDigits) {
  const std::string id = make_project_id();
  EXPECT_TRUE(is_project_id(id)) << id;
  EXPECT_NE(id, make_project_id());
  for (const char* text : {"", "..", "0123456789abcde", "0123456789abcdefg", "0123456789ABCDEF",
                           "../../../etc/pass", "0123456789abcde/"}) {
    EXPECT_FALSE(is_project_id(text)) << text;
  }
}

/// With so many notes as its revision says.
std::string score_text(int revision) {
  Transcription document;
  document.score.duration_s = 10.0;
  document.score.parts = {{"Oboe", 68, false, {}}};
  for (int n = 0; n < revision; ++n)
    document.score.parts[0].notes.push_back({0.1 * n, 0.1 * n + 0.05, 60, 64, 1.0});
  return format_notes_json(document);
}

/// What stems are made of while somebody edits.
TEST_F(Folder, AScoreAndItsRevisionBelongTogetherWhoeverReplacesIt) {
  std::string id;
  {
    const auto projects = open();
    id = add(*projects, "a").id;
    projects->change(id, [](Project& now) {
      now.state = ProjectState::ready;
      now.audio = WorkState::ready;
      return true;
    });
  }
  Expected<std::unique_ptr<Studio>> opened = Studio::open({.data = data()});
  ASSERT_TRUE(opened) << opened.error().message;
  const std::unique_ptr<Studio> studio = std::move(*opened);
  EXPECT_EQ(studio->score_of(id).error().code, ErrorCode::not_found);
  EXPECT_EQ(studio->score_of("0123456789abcdef").error().code, ErrorCode::not_found);
  ASSERT_EQ(studio->replace_score(id, 0, score_text(1)).value(), 1);
  std::atomic<bool> ends = false;
  std::thread editor([&] {
    for (int revision = 1; revision < 60; ++revision) {
      const Expected<int> replaced = studio->replace_score(id, revision, score_text(revision + 1));
      EXPECT_TRUE(replaced && *replaced == revision + 1);
    }
    ends = true;
  });
  while (!ends) {
    const Expected<ScoreAtRevision> found = studio->score_of(id);
    EXPECT_TRUE(found);
    if (!found) break;
    EXPECT_EQ(found->score.parts.at(0).notes.size(), static_cast<std::size_t>(found->revision));
  }
  editor.join();
  EXPECT_EQ(studio->score_of(id)->revision, 60);
}

}  // namespace
}  // namespace divisi::server
