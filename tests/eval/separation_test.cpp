// Figures of separation: borders, agreement with mir_eval and with a second writing-down of the
// scale-invariant ones (tools/reference/separation.py).
#include "eval/separation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "core/json.h"
#include "core/rng.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;
using Signal = std::vector<float>;

Signal noise(std::size_t count, std::uint64_t seed) {
  core::Rng rng(seed);
  Signal signal(count);
  for (float& sample : signal) sample = static_cast<float>(rng.normal(0.0, 0.1));
  return signal;
}

Signal mixed(const Signal& a, double of_a, const Signal& b, double of_b) {
  Signal sum(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum[i] = static_cast<float>(of_a * a[i] + of_b * b[i]);
  }
  return sum;
}

TEST(SpanEnergy, OfNothingAndOfTheDependent) {
  EXPECT_EQ(SpanEnergy({}, 0).energy({}), 0.0);
  const std::vector<double> products = {3.0, 3.0};
  EXPECT_DOUBLE_EQ(SpanEnergy({4.0, 0.0, 0.0, 9.0}, 2).energy(products), 9.0 / 4.0 + 1.0);
  EXPECT_DOUBLE_EQ(SpanEnergy({4.0, 4.0, 4.0, 4.0}, 2).energy(products), 9.0 / 4.0)
      << "the same signal twice";
  EXPECT_DOUBLE_EQ(SpanEnergy({0.0, 0.0, 0.0, 9.0}, 2).energy(products), 1.0) << "a silent one";
}

TEST(SpanEnergy, AgreesWithProjectionWhateverTheSize) {
  // Gram matrices of unit vectors plus a common one: I + c 1 1^T, whose inverse is known.
  for (const std::size_t size : {1U, 31U, 32U, 33U, 70U}) {
    const double c = 0.5;
    std::vector<double> gram(size * size, c);
    for (std::size_t i = 0; i < size; ++i) gram[i * size + i] += 1.0;
    std::vector<double> products;
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      products.push_back(0.1 * static_cast<double>(i % 7) - 0.2);
      sum += products.back();
      squares += products.back() * products.back();
    }
    const double expected = squares - c / (1.0 + c * static_cast<double>(size)) * sum * sum;
    EXPECT_NEAR(SpanEnergy(gram, size).energy(products), expected, 1e-12);
  }
}

TEST(SiSdr, SilenceConstantsAndPerfectionAreFinite) {
  const Signal silence(100, 0.0F);
  const Signal constant(100, 0.3F);
  const Signal signal = noise(100, 1);
  for (const Signal& nothing : {silence, constant}) {
    EXPECT_EQ(si_sdr_db(nothing, signal), -kMostDecibels);
    EXPECT_EQ(si_sdr_db(signal, nothing), -kMostDecibels);
    EXPECT_EQ(si_sdr_db(nothing, nothing), -kMostDecibels);
  }
  EXPECT_EQ(si_sdr_db({}, {}), -kMostDecibels);
  EXPECT_EQ(si_sdr_db(signal, signal), kMostDecibels);
}

TEST(SiSdr, NeitherScaleNorMeanNorSignCounts) {
  const Signal source = noise(4000, 1);
  const Signal estimate = mixed(source, 1.0, noise(4000, 2), 0.1);
  const double sdr_db = si_sdr_db(estimate, source);
  EXPECT_NEAR(sdr_db, 20.0, 0.5);
  Signal other = estimate;
  for (float& sample : other) sample = -7.0F * sample + 0.5F;
  EXPECT_NEAR(si_sdr_db(other, source), sdr_db, 1e-4);
  EXPECT_LT(si_sdr_db(noise(4000, 3), source), -25.0);
}

TEST(ScaleInvariantFigures, TellsInterferenceFromArtefacts) {
  const Signal first = noise(6000, 1);
  const Signal second = noise(6000, 2);
  const ScaleInvariantFigures figures({first, second});
  const SeparationFigures leaking = figures.score(mixed(first, 1.0, second, 0.1), 0);
  EXPECT_NEAR(leaking.sir_db, 20.0, 0.6);
  EXPECT_GT(leaking.sar_db, 60.0);
  EXPECT_NEAR(leaking.sdr_db, leaking.sir_db, 1e-3);
  const SeparationFigures noisy = figures.score(mixed(first, 1.0, noise(6000, 3), 0.1), 0);
  EXPECT_GT(noisy.sir_db, 40.0);
  EXPECT_NEAR(noisy.sar_db, 20.0, 0.6);
  EXPECT_NEAR(noisy.sdr_db, si_sdr_db(mixed(first, 1.0, noise(6000, 3), 0.1), first), 1e-9);
  const SeparationFigures nothing = figures.score(Signal(6000, 0.0F), 0);
  EXPECT_EQ(nothing.sdr_db, -kMostDecibels);
}

TEST(BssEval, ForgivesAFilterAsTheOthersDoNot) {
  const Signal source = noise(3000, 1);
  Signal echoed(source.size(), 0.0F);
  for (std::size_t i = 0; i < source.size(); ++i) {
    echoed[i] = source[i] + (i >= 9 ? 0.8F * source[i - 9] : 0.0F);
  }
  EXPECT_GT(BssEvalFigures({source}, 16).score(echoed)[0].sdr_db, 20.0);
  EXPECT_LT(BssEvalFigures({source}, 8).score(echoed)[0].sdr_db, 5.0) << "the delay is longer";
  EXPECT_LT(si_sdr_db(echoed, source), 5.0);
}

Signal read_signal(const core::JsonValue& list) {
  Signal signal;
  for (const core::JsonValue& item : list.items) signal.push_back(static_cast<float>(item.number));
  return signal;
}

std::vector<Signal> read_signals(const core::JsonValue& file, const char* name) {
  std::vector<Signal> signals;
  for (const core::JsonValue& item : file.find(name)->items) signals.push_back(read_signal(item));
  return signals;
}

void expect_figures(const SeparationFigures& found, const core::JsonValue& expected) {
  EXPECT_NEAR(found.sdr_db, expected.items.at(0).number, 1e-6);
  EXPECT_NEAR(found.sir_db, expected.items.at(1).number, 1e-6);
  EXPECT_NEAR(found.sar_db, expected.items.at(2).number, 1e-6);
}

class GoldenSeparation : public testing::TestWithParam<const char*> {};

TEST_P(GoldenSeparation, AgreesWithTheReferenceImplementation) {
  const auto file = core::read_json(fs::path(DIVISI_SOURCE_DIR) / "tests/golden/separation" /
                                    (std::string(GetParam()) + ".json"));
  ASSERT_TRUE(file) << file.error().message;
  const std::vector<Signal> references = read_signals(*file, "references");
  const std::vector<Signal> estimates = read_signals(*file, "estimates");
  ASSERT_GE(references.size(), 2U);
  const std::vector<Samples> spans(references.begin(), references.end());
  const BssEvalFigures bss(spans);
  const ScaleInvariantFigures scale_invariant(spans);
  for (std::size_t i = 0; i < references.size(); ++i) {
    expect_figures(bss.score(estimates[i])[i], file->find("bss")->items.at(i));
    expect_figures(scale_invariant.score(estimates[i], i), file->find("si")->items.at(i));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenSeparation,
                         testing::Values("leaking", "filtered", "swapped"));

}  // namespace
}  // namespace divisi::eval
