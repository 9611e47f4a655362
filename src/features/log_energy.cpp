#include "features/log_energy.h"

#include "core/check.h"

namespace divisi::features {

LogEnergy::LogEnergy(const LogEnergySpec& spec, const FrontEndTable& kernels)
    : kernels_(&kernels), gain_(float(1.0 / spec.eps)), factor_(float(1.0 / spec.scale)) {
  DIVISI_CHECK(spec.eps > 0.0 && spec.scale > 0.0, "a logarithm needs a floor and a scale");
}

void LogEnergy::apply(const std::complex<float>* cells, std::size_t count, float* out,
                      std::size_t stride) const {
  // std::complex is laid out as real, imaginary ([complex.numbers.general]).
  kernels_->log_energy(reinterpret_cast<const float*>(cells), count, gain_, factor_, out, stride);
}

}  // namespace divisi::features
