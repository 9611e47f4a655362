#include "train/architecture.h"
#include "train/score_histogram.h"

namespace divisi::train {
namespace {

class NoteJudge final : public Judge {
 public:
  void add(const Outputs& outputs, const Targets& targets) override {
    const torch::Tensor probability = torch::sigmoid(outputs.cells);
    onset_.add(probability.select(3, 0), targets.cells.select(3, 0));
    frame_.add(probability.select(3, 1), targets.cells.select(3, 1));
  }

  std::vector<Figure> figures() const override {
    return {{"frame_ap", frame_.average_precision()},
            {"onset_ap", onset_.average_precision()},
            {"frame_f1", frame_.best_f1()}};
  }

  double score() const override {
    return 0.5 * (frame_.average_precision() + onset_.average_precision());
  }

 private:
  ScoreHistogram onset_, frame_;
};

}  // namespace

std::unique_ptr<Judge> make_note_judge() { return std::make_unique<NoteJudge>(); }

}  // namespace divisi::train
