#include "synth/degrade.h"

#include <gtest/gtest.h>

#include <cmath>

#include "listening.h"
#include "synth/convolve.h"
#include "synth/noise.h"
#include "synth/plucked.h"
#include "synth/room.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

/// Sharp tones at known places in silence.
Signal clicks(std::vector<double>& onsets_s) {
  Signal signal(to_sample(4.0), 0.0F);
  core::Rng rng(3);
  PluckedTimbre timbre;
  timbre.decay_s = 0.25;
  for (const double onset_s : {0.5, 1.3, 2.2, 3.1}) {
    onsets_s.push_back(onset_s);
    render_plucked({{onset_s, onset_s + 0.3, 72, 110}}, timbre, rng, signal);
  }
  return signal;
}

/// The shift, in samples, at which `b` is most like `a`.
int best_shift(const Signal& a, const Signal& b) {
  int best = 0;
  double most = -1e30;
  for (int shift = -400; shift <= 400; ++shift) {
    double product = 0.0;
    for (std::size_t i = 400; i + 400 < a.size(); ++i) {
      product += static_cast<double>(a[i]) *
                 b[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + shift)];
    }
    if (product > most) best = shift;
    most = std::max(most, product);
  }
  return best;
}

TEST(Degrade, KeepsEveryOnsetInItsPlace) {
  DegradeOptions always;
  always.room = always.equaliser = always.compression = always.noise = always.codec = 1.0;
  always.low_pass = 0.5;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::vector<double> onsets_s;
    Signal signal = clicks(onsets_s);
    core::Rng rng(seed);
    Facts facts;
    ASSERT_TRUE(degrade(signal, {}, always, rng, facts));
    for (const double onset_s : onsets_s) {
      const double heard_s = rise_s(signal, onset_s - 0.02, onset_s + 0.05, 0.4);
      EXPECT_NEAR(heard_s, onset_s, 0.006) << "seed " << seed << facts.to_json();
    }
  }
}

TEST(Degrade, PeakIsWhereItWasDrawn) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    std::vector<double> onsets_s;
    Signal signal = clicks(onsets_s);
    core::Rng rng(seed);
    DegradeOptions options;
    options.codec = 0.0;
    options.lowest_peak_db = options.highest_peak_db = -12.0;
    Facts facts;
    ASSERT_TRUE(degrade(signal, {}, options, rng, facts));
    EXPECT_NEAR(20.0 * std::log10(peak_of(signal)), -12.0, 0.01);
    for (const float sample : signal) ASSERT_TRUE(std::isfinite(sample));
  }
}

/// Room, equaliser, a compressor's gain and the level are linear: what two make together is what
/// each makes of its own.
TEST(Degrade, StemsGetWhatCanBeDivided) {
  DegradeOptions options;
  options.room = options.equaliser = options.low_pass = options.compression = 1.0;
  options.noise = options.codec = 0.0;
  int clean = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::vector<double> onsets_s;
    const Signal one = clicks(onsets_s);
    Signal other(one.size(), 0.0F);
    for (std::size_t i = 0; i < other.size(); ++i) other[i] = 0.1F * std::sin(0.03F * float(i));
    Signal mix = one;
    for (std::size_t i = 0; i < mix.size(); ++i) mix[i] += other[i];
    std::vector<Signal> stems = {one, other};
    core::Rng rng(seed);
    Facts facts;
    ASSERT_TRUE(degrade(mix, stems, options, rng, facts));
    if (facts.to_json().find("soft_clip") != std::string::npos) continue;  // of the mix alone
    ++clean;
    for (std::size_t i = 0; i < mix.size(); ++i)
      ASSERT_NEAR(stems[0][i] + stems[1][i], mix[i], 1e-4) << seed << " " << i;
  }
  EXPECT_GE(clean, 2);
}

TEST(Degrade, SilenceAndNothingStaySo) {
  core::Rng rng(1);
  Facts facts;
  Signal silence(1000, 0.0F);
  ASSERT_TRUE(degrade(silence, {}, {}, rng, facts));
  EXPECT_EQ(peak_of(silence), 0.0F);
  Signal nothing;
  ASSERT_TRUE(degrade(nothing, {}, {}, rng, facts));
  EXPECT_TRUE(nothing.empty());
}

TEST(Codec, VorbisIsInPlaceToTheSample) {
  core::Rng rng(2);
  Signal signal = make_noise(NoiseKind::pink, to_sample(2.0), rng);
  scale_by(signal, 0.1);
  for (const double quality : {0.0, 0.4, 1.0}) {
    const Expected<Signal> decoded = through_vorbis(signal, quality);
    ASSERT_TRUE(decoded);
    ASSERT_EQ(decoded->size(), signal.size());
    EXPECT_EQ(best_shift(signal, *decoded), 0);
  }
}

TEST(Room, DirectSoundIsTheFirstSample) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    core::Rng rng(seed);
    const Room room = draw_room(rng);
    const Signal response = room_response(room, rng);
    EXPECT_NEAR(response[0], 1.0F, 0.01F);
    double tail = 0.0;
    for (std::size_t i = 1; i < response.size(); ++i) {
      tail += static_cast<double>(response[i]) * response[i];
    }
    EXPECT_NEAR(10.0 * std::log10(tail), room.wet_db, 0.5);
  }
}

TEST(Convolve, EqualsTheSumItself) {
  core::Rng rng(4);
  const Signal signal = make_noise(NoiseKind::white, 5000, rng);
  for (const std::size_t length : {1U, 2U, 300U, 1500U}) {
    const Signal response = make_noise(NoiseKind::white, length, rng);
    const Signal fast = convolve(signal, response);
    ASSERT_EQ(fast.size(), signal.size());
    for (std::size_t i = 0; i < signal.size(); i += 97) {
      double sum = 0.0;
      for (std::size_t k = 0; k <= std::min(i, length - 1); ++k) {
        sum += static_cast<double>(response[k]) * signal[i - k];
      }
      EXPECT_NEAR(fast[i], sum, 2e-3) << length << " " << i;
    }
  }
}

TEST(Noise, HasUnitPower) {
  for (const NoiseKind kind :
       {NoiseKind::white, NoiseKind::pink, NoiseKind::brown, NoiseKind::hum}) {
    core::Rng rng(1);
    const Signal noise = make_noise(kind, 22050, rng);
    double power = 0.0;
    for (const float sample : noise) power += static_cast<double>(sample) * sample;
    EXPECT_NEAR(power / 22050.0, 1.0, 1e-3);
  }
}

}  // namespace
}  // namespace divisi::synth
