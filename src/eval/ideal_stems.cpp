#include "eval/ideal_stems.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/check.h"
#include "features/stft.h"

namespace divisi::eval {
namespace {

constexpr features::StftSpec kSpec{2048, 512};

using Spectra = std::vector<features::Bin>;  // [T, F]

Spectra transform(Samples samples) {
  return features::stft(kSpec, std::vector<float>(samples.begin(), samples.end()));
}

/// The mixture's spectra, each bin by its share.
std::vector<float> masked(const Spectra& mixture, std::int64_t samples,
                          const std::function<float(std::size_t)>& share) {
  Spectra spectra(mixture.size());
  for (std::size_t i = 0; i < mixture.size(); ++i) spectra[i] = mixture[i] * share(i);
  return features::inverse_stft(kSpec, spectra, samples);
}

/// What the mixture has beyond the references.
std::vector<float> rest_of(Samples mixture, const std::vector<NamedSound>& references) {
  std::vector<float> rest(mixture.begin(), mixture.end());
  for (const NamedSound& reference : references) {
    DIVISI_CHECK(reference.samples.size() == rest.size(), "sounds of one length");
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= reference.samples[i];
  }
  return rest;
}

/// Frequencies between the bands, upward.
std::vector<double> edges_between(std::vector<double> pitches, std::size_t band_count) {
  std::sort(pitches.begin(), pitches.end());
  std::vector<double> edges_hz;
  for (std::size_t k = 1; k < band_count; ++k) {
    const std::size_t above = k * pitches.size() / band_count;
    const double below = pitches[above > 0 ? above - 1 : 0];
    edges_hz.push_back(hz_of_pitch(0.5 * (below + pitches[above])));
  }
  return edges_hz;
}

}  // namespace

std::vector<NamedSound> ratio_mask_stems(Samples mixture,
                                         const std::vector<NamedSound>& references) {
  std::vector<std::vector<float>> magnitudes;
  for (const NamedSound& reference : references) {
    magnitudes.push_back(features::magnitudes(transform(reference.samples)));
  }
  std::vector<float> sum = features::magnitudes(transform(rest_of(mixture, references)));
  for (const std::vector<float>& one : magnitudes) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
  }
  const Spectra spectra = transform(mixture);
  std::vector<NamedSound> stems;
  for (std::size_t k = 0; k < references.size(); ++k) {
    const auto share = [&](std::size_t i) {
      return sum[i] > 0.0F ? magnitudes[k][i] / sum[i] : 0.0F;
    };
    stems.push_back(
        {references[k].name, masked(spectra, static_cast<std::int64_t>(mixture.size()), share)});
  }
  return stems;
}

std::vector<NamedSound> phase_mask_stems(Samples mixture,
                                         const std::vector<NamedSound>& references) {
  const Spectra spectra = transform(mixture);
  std::vector<NamedSound> stems;
  for (const NamedSound& reference : references) {
    const Spectra own = transform(reference.samples);
    const auto share = [&](std::size_t i) {
      const float energy = std::norm(spectra[i]);
      if (energy <= 0.0F) return 0.0F;
      return std::clamp((own[i] * std::conj(spectra[i])).real() / energy, 0.0F, 1.0F);
    };
    stems.push_back(
        {reference.name, masked(spectra, static_cast<std::int64_t>(mixture.size()), share)});
  }
  return stems;
}

std::vector<NamedSound> pitch_band_stems(Samples mixture, int sample_rate_hz,
                                         const std::vector<core::AnnotatedNote>& notes,
                                         std::size_t band_count) {
  DIVISI_CHECK(band_count >= 1, "at least one band");
  std::vector<double> pitches;
  for (const core::AnnotatedNote& note : notes) {
    if (!core::is_percussion(note.source)) pitches.push_back(note.pitch_midi);
  }
  if (pitches.empty()) return {};
  const std::vector<double> edges_hz = edges_between(std::move(pitches), band_count);
  const auto bins = static_cast<std::size_t>(kSpec.bins());
  std::vector<std::size_t> band_of_bin(bins);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const double hz = static_cast<double>(bin) * sample_rate_hz / kSpec.window_samples;
    band_of_bin[bin] = static_cast<std::size_t>(
        std::upper_bound(edges_hz.begin(), edges_hz.end(), hz) - edges_hz.begin());
  }
  const Spectra spectra = transform(mixture);
  std::vector<NamedSound> stems;
  for (std::size_t band = 0; band < band_count; ++band) {
    const auto share = [&](std::size_t i) { return band_of_bin[i % bins] == band ? 1.0F : 0.0F; };
    stems.push_back(
        {std::to_string(band), masked(spectra, static_cast<std::int64_t>(mixture.size()), share)});
  }
  return stems;
}

}  // namespace divisi::eval
