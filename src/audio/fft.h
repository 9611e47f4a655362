/// The Fourier transform of real signals.
///
/// Shapes    length samples <-> length/2 + 1 bins, the first and the last of them real.
/// Units     forward is a plain sum (a sine of amplitude a gives a*length/2 in its bin); inverse
///           divides by the length, so that inverse(forward(x)) = x.
/// Errors    none.
/// Thread    one thread for each object: it holds working space.   Realtime: yes.
#pragma once

#include <complex>
#include <memory>
#include <vector>

namespace divisi::audio {

class RealFft {
 public:
  /// Requires: length_samples even and at least 2; powers of two (and of 3 and 5) are fast.
  explicit RealFft(int length_samples);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;

  int length_samples() const { return length_samples_; }
  int bins() const { return length_samples_ / 2 + 1; }

  /// Neither reads nor writes beyond length_samples() and bins(); the two must not overlap.
  void forward(const float* samples, std::complex<float>* spectrum);

  /// The imaginary parts of the first and the last bin are not looked at.
  void inverse(const std::complex<float>* spectrum, float* samples);

 private:
  struct Plans;
  int length_samples_;
  std::unique_ptr<Plans> plans_;
};

}  // namespace divisi::audio
