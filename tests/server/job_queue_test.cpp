// Work, one after the other; and what those hear who watch it.
#include "server/job_queue.h"

#include <chrono>

#include <gtest/gtest.h>

#include "server/event_channel.h"

namespace divisi::server {
namespace {

using std::chrono::milliseconds;

/// Work that goes on until it is let go or stopped, and notes down what it was given.
class Bench {
 public:
  JobQueue::Work work() {
    return [this](const std::string& id, const std::atomic<bool>& stop) {
      begun.fetch_add(1);
      while (!stop && !let_go) std::this_thread::sleep_for(milliseconds(1));
      const std::lock_guard lock(mutex);
      done.push_back(stop ? id + " stopped" : id);
    };
  }
  void wait_until_begun(int count) const {
    while (begun < count) std::this_thread::sleep_for(milliseconds(1));
  }
  std::atomic<int> begun = 0;
  std::atomic<bool> let_go = false;
  std::mutex mutex;
  std::vector<std::string> done;
};

TEST(JobQueue, EndsWithoutWork) {
  Bench bench;
  const JobQueue queue(bench.work());
  EXPECT_EQ(queue.waiting_count(), 0U);
}

TEST(JobQueue, WorksInOrderAndOnceWhereSomethingIsPushedTwice) {
  Bench bench;
  {
    JobQueue queue(bench.work());
    queue.push("a");
    bench.wait_until_begun(1);
    for (const char* id : {"b", "c", "b"}) queue.push(id);
    EXPECT_EQ(queue.waiting_count(), 2U);
    bench.let_go = true;
    bench.wait_until_begun(3);
  }
  EXPECT_EQ(bench.done, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(JobQueue, CancelsWhatWaitsAndStopsWhatRuns) {
  Bench bench;
  JobQueue queue(bench.work());
  queue.push("a");
  bench.wait_until_begun(1);
  queue.push("b");
  EXPECT_EQ(queue.cancel("c"), JobQueue::Place::nowhere);
  EXPECT_EQ(queue.cancel("b"), JobQueue::Place::waiting);
  queue.cancel_and_wait("a");
  EXPECT_EQ(bench.done, (std::vector<std::string>{"a stopped"}));
  EXPECT_EQ(queue.cancel("a"), JobQueue::Place::nowhere);
}

TEST(JobQueue, StopsWhatRunsWhenItEnds) {
  Bench bench;
  {
    JobQueue queue(bench.work());
    queue.push("a");
    bench.wait_until_begun(1);
    queue.push("b");
  }
  EXPECT_EQ(bench.done, (std::vector<std::string>{"a stopped"}));
}

class Channel : public ::testing::Test {
 protected:
  std::string next() { return channel_.wait(seen_, milliseconds(0), is_closed_); }
  static Note note_at(double onset_s) { return {onset_s, onset_s + 0.5, 60, 80, 0.9}; }
  EventChannel channel_;
  EventChannel::Seen seen_;
  bool is_closed_ = false;
};

TEST_F(Channel, SaysNothingWhenThereIsNothingNew) {
  EXPECT_EQ(next(), "");
  channel_.begin_with({});
  EXPECT_NE(next(), "");
  EXPECT_EQ(next(), "");
}

TEST_F(Channel, ANewListenerHearsAllNotesAtOnceAndThenOnlyNewOnes) {
  channel_.tell_note(note_at(0.25));
  channel_.tell_note(note_at(1.0));
  EXPECT_EQ(next(),
            "id: 1\nevent: notes\ndata: {\"notes\": [[0.25, 0.75, 60, 80, 0.9], "
            "[1, 1.5, 60, 80, 0.9]]}\n\n");
  channel_.tell_note(note_at(2.0));
  EXPECT_EQ(next(), "id: 2\nevent: notes\ndata: {\"notes\": [[2, 2.5, 60, 80, 0.9]]}\n\n");
}

TEST_F(Channel, ASecondRunBeginsItsNotesAnew) {
  channel_.tell_note(note_at(0.25));
  channel_.tell_note(note_at(0.5));
  next();
  channel_.begin_run();
  EXPECT_EQ(next(), "");
  channel_.tell_note(note_at(0.75));
  EXPECT_NE(next().find("[[0.75,"), std::string::npos);
}

TEST_F(Channel, WhoReadsSlowlyGetsAllNotesOfARunThatIsOverAndWhoComesLaterNone) {
  channel_.begin_run();
  channel_.tell_note(note_at(0.25));
  next();
  channel_.tell_note(note_at(0.5));
  channel_.tell_score(1);
  channel_.end_run();
  EventChannel::Seen later;
  EXPECT_EQ(channel_.wait(later, milliseconds(0), is_closed_).find("event: notes"),
            std::string::npos);
  EXPECT_NE(next().find("[[0.5,"), std::string::npos);
  channel_.begin_run();
  channel_.tell_note(note_at(0.75));
  EXPECT_NE(next().find("[[0.75,"), std::string::npos);
}

TEST_F(Channel, ProgressIsToldAtMostTenTimesASecondAndAtTheEnd) {
  int told = 0;
  for (int i = 0; i < 1000; ++i) {
    channel_.tell_progress(i / 10.0, 100.0);
    told += next().empty() ? 0 : 1;
  }
  EXPECT_LE(told, 3);  // the loop takes a few milliseconds
  channel_.tell_progress(100.0, 100.0);
  EXPECT_NE(next().find("{\"done_s\": 100, \"total_s\": 100}"), std::string::npos);
}

TEST_F(Channel, AProjectIsShownWithTheProgressOfItsListening) {
  channel_.tell_progress(3.0, 9.0);
  Project project;
  EXPECT_EQ(channel_.with_progress(project).done_s, 0.0);
  project.state = ProjectState::listening;
  EXPECT_EQ(channel_.with_progress(project).done_s, 3.0);
}

TEST_F(Channel, ScoreStemsAndTheEndAreTold) {
  channel_.tell_score(4);
  channel_.tell_stems(WorkState::working, 0.5, 1.0);
  EXPECT_EQ(next(),
            "id: 1\nevent: score\ndata: {\"revision\": 4}\n\n"
            "id: 2\nevent: stems\ndata: {\"state\": \"working\", \"done\": 0.5, \"total\": 1}\n\n");
  channel_.close();
  EXPECT_EQ(next(), "");
  EXPECT_TRUE(is_closed_);
}

TEST_F(Channel, AListenerIsWokenByWhatHappens) {
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(30));
    channel_.tell_score(1);
  });
  EXPECT_NE(channel_.wait(seen_, milliseconds(10000), is_closed_), "");
  other.join();
}

}  // namespace
}  // namespace divisi::server
