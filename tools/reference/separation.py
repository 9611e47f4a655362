#!/usr/bin/env python3
"""Writes the golden cases of src/eval/separation.h: short noises, and what an independent program
says of their separation.

    tools/reference/separation.py [FOLDER]        default: tests/golden/separation

Needs numpy, scipy and mir_eval 0.8. BSS Eval is mir_eval.separation.bss_eval_sources; the
scale-invariant figures are written down here a second time. Signals are whole numbers, so that both
sides read the same. Each case is one file <what>.json:
    {"references": [[...]], "estimates": [[...]], "bss": [[sdr, sir, sar], ...], "si": [...]}
where estimate n is one of reference n.
"""
import json
import pathlib
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
import mir_eval  # noqa: E402


def scale_invariant(references, estimate, index):
    references = references - references.mean(axis=1, keepdims=True)
    estimate = estimate - estimate.mean()
    source = references[index]
    target = source * (source @ estimate) / (source @ source)
    residual = estimate - target
    weights = np.linalg.solve(references @ references.T, references @ residual)
    interference = references.T @ weights
    artefacts = residual - interference
    energy = target @ target
    return [10 * np.log10(energy / (part @ part))
            for part in (residual, interference, artefacts)]


def write(folder, name, references, estimates):
    references = np.round(references)
    estimates = np.round(estimates)
    sdr, sir, sar, _ = mir_eval.separation.bss_eval_sources(
        references.astype(float), estimates.astype(float), compute_permutation=False)
    bss = [[value if np.isfinite(value) else None for value in row]
           for row in zip(sdr.tolist(), sir.tolist(), sar.tolist())]
    case = {"references": references.astype(int).tolist(),
            "estimates": estimates.astype(int).tolist(),
            "bss": bss,
            "si": [scale_invariant(references, estimate, i) for i, estimate in enumerate(estimates)]
            if len(references) > 1 else None}
    (folder / f"{name}.json").write_text(json.dumps(case, separators=(",", ":")) + "\n")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/golden/separation")
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(5)

    def noise(count, size):
        return random.normal(0, 25, (count, size))

    two = noise(2, 1600)
    write(folder, "leaking", two, np.array([[1, 0.3], [0.2, 0.8]]) @ two + 0.2 * noise(2, 1600))
    three = np.apply_along_axis(lambda x: np.convolve(x, [1, 0.6, -0.3], "same"), 1, noise(3, 2200))
    filtered = np.apply_along_axis(lambda x: np.convolve(x, [0.7, 0, 0.4], "full")[:2200], 1, three)
    write(folder, "filtered", three + 7,  # with a mean, which one definition takes away
          filtered + 0.25 * three[[1, 2, 0]] + 0.4 * noise(3, 2200) - 3)
    bad = noise(2, 1600)
    write(folder, "swapped", bad, 0.1 * bad + bad[[1, 0]] + noise(2, 1600))


if __name__ == "__main__":
    main()
