/// Second-order filters: the equaliser's and the noises' building stone.
///
/// Source    Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
/// Units     Hz at kRateHz, decibels.
#pragma once

#include "synth/clip.h"

namespace divisi::synth {

class Biquad {
 public:
  static Biquad peaking(double centre_hz, double q, double gain_db);
  static Biquad low_shelf(double corner_hz, double gain_db);
  static Biquad high_shelf(double corner_hz, double gain_db);
  static Biquad low_pass(double corner_hz, double q);
  static Biquad high_pass(double corner_hz, double q);
  /// 0 dB at its centre.
  static Biquad band_pass(double centre_hz, double q);

  float step(float x) {
    const double y = b0_ * x + z1_;
    z1_ = b1_ * x - a1_ * y + z2_;
    z2_ = b2_ * x - a2_ * y;
    return static_cast<float>(y);
  }
  void apply(Signal& signal) {
    for (float& sample : signal) sample = step(sample);
  }

 private:
  Biquad(double b0, double b1, double b2, double a0, double a1, double a2)
      : b0_(b0 / a0), b1_(b1 / a0), b2_(b2 / a0), a1_(a1 / a0), a2_(a2 / a0) {}
  double b0_, b1_, b2_, a1_, a2_;
  double z1_ = 0.0;
  double z2_ = 0.0;
};

}  // namespace divisi::synth
