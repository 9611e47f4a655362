#include "server/decisions.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "running_server.h"
#include "server/studio.h"

namespace divisi::server::testing {
namespace {

bool waits_for_count(const Studio& studio, std::size_t count) {
  for (int tries = 0; tries < 1000; ++tries) {
    if (studio.decisions().count() == count) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(Decisions, AreReadyForWhoLooksAtTheScore) {
  RunningServer server;
  const std::string id = server.upload(tones());
  ASSERT_EQ(server.settled(id), "ready");
  server.stop();
  const auto studio = Studio::open({server.data()});
  ASSERT_TRUE(studio) << studio.error().message;
  EXPECT_EQ((*studio)->decisions().count(), 0U);
  (*studio)->expect_decisions("zzzzzzzzzzzzzzzz");  // nothing to read: nothing is kept
  (*studio)->expect_decisions(id);
  EXPECT_TRUE(waits_for_count(**studio, 1));
  EXPECT_TRUE((*studio)->remove(id));
  EXPECT_EQ((*studio)->decisions().count(), 0U);
}

TEST(Decisions, WhatCannotBePreparedIsSaid) {
  const auto transcriber = Transcriber::create();
  ASSERT_TRUE(transcriber) << transcriber.error().message;
  Decisions decisions(*transcriber, 4, 60.0);
  const Expected<void> prepared = decisions.prepare("a", "/nowhere/evidence");
  ASSERT_FALSE(prepared);
  EXPECT_NE(prepared.error().message.find("/nowhere/evidence"), std::string::npos);
  EXPECT_EQ(decisions.count(), 0U);
}

}  // namespace
}  // namespace divisi::server::testing
