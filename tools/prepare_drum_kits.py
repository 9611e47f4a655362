#!/usr/bin/env python3
"""Turns public drum samples into the drum kits of `divisi synth`.

    prepare_drum_kits.py --mirror DIR --out DIR [--only NAME]

DIR of --mirror holds clones of the repositories named below (as for prepare_samples.py); the Debian
packages hydrogen-drumkits and sonic-pi-samples hold the rest. Each kit becomes OUT/<name>/*.flac
(22050 Hz, mono, cut at the first rise of energy, peak 0.9) and OUT/<name>/kit.json: for every file
its General MIDI key and the velocity it was struck with (1 to 127). Only CC0, Unlicense and CC-BY
sounds, but for one kit to validate with. Needs numpy, scipy, soundfile (Debian: python3-soundfile).
"""
import argparse
import json
import pathlib
import re

import numpy as np
import scipy.signal
import soundfile

from prepare_samples import RATE_HZ, cut_start, git, git_folder, read_mono

LONGEST_S = 4.0
SHORTEST_SAMPLES = 200
MULDJORD = "sfzinstruments/DrumGizmo.MuldjordKit"
DISCORD = "sfzinstruments/Discord-SFZ-GM-Bank"
SONIC_PI = pathlib.Path("/usr/share/sonic-pi/samples")
GOGODZE = "sfzinstruments/karoryfer.gogodze-phu-vol-ii"
FRANKENSNARE = "sfzinstruments/karoryfer.frankensnare"
HYDROGEN = pathlib.Path("/usr/share/hydrogen/data/drumkits")

# Drum of the Muldjord kit: General MIDI key and its close microphones.
MULDJORD_DRUMS = {
    "KdrumL": (36, ["KdrumL"]), "KdrumR": (35, ["KdrumR"]),
    "Snare": (38, ["Snare_top", "Snare_bottom"]), "SnareRest": (37, ["Snare_top"]),
    "HihatClosed": (42, ["Hihat"]), "HihatOpen": (46, ["Hihat"]),
    "Tom1": (48, ["Tom1"]), "Tom2": (47, ["Tom2"]), "Tom3": (45, ["Tom3"]), "Tom4": (41, ["Tom4"]),
    "RideL": (51, ["RideL"]), "RideLBell": (53, ["RideL"]),
    "RideR": (59, ["RideR"]), "RideRBell": (53, ["RideR"]),
    "CrashL": (49, []), "CrashR": (57, []), "China": (52, []),
}
# How an engineer mixes it: weights of close microphones, overheads and room.
MULDJORD_MIXES = {"muldjord-close": (1.0, 0.4, 0.05), "muldjord-overhead": (0.35, 1.0, 0.1),
                  "muldjord-room": (0.3, 0.4, 0.8)}
SONIC_PI_KEYS = {
    36: ["bd_808", "bd_ada", "bd_boom", "bd_fat", "bd_gas", "bd_haus", "bd_klub", "bd_pure",
         "bd_sone", "bd_tek", "bd_zome", "bd_zum", "drum_heavy_kick", "elec_soft_kick",
         "elec_hollow_kick", "drum_bass_hard", "drum_bass_soft"],
    38: ["drum_snare_hard", "drum_snare_soft", "elec_hi_snare", "elec_lo_snare", "elec_mid_snare",
         "elec_snare", "elec_filt_snare", "sn_dolf", "sn_dub", "sn_generic", "sn_zome"],
    42: ["drum_cymbal_closed"], 44: ["drum_cymbal_pedal"], 46: ["drum_cymbal_open"],
    48: ["drum_tom_hi_hard", "drum_tom_hi_soft"], 45: ["drum_tom_mid_hard", "drum_tom_mid_soft"],
    41: ["drum_tom_lo_hard", "drum_tom_lo_soft", "elec_fuzz_tom"],
    49: ["drum_cymbal_hard", "drum_splash_hard", "elec_cymbal"], 51: ["drum_cymbal_soft"],
    55: ["drum_splash_soft"], 56: ["drum_cowbell"], 39: ["perc_snap", "perc_snap2"],
    76: ["elec_wood", "elec_tick"], 81: ["elec_triangle"],
    64: ["tabla_ghe3", "tabla_ke1", "tabla_na"],
}
# Articulations of Gogodze Phu Vol II: kick, snare in the middle, side stick, toms, hi-hat by foot,
# tight, closed, loose, half open, open. Three kits: a microphone, but for the drums named.
GOGODZE_KEYS = {"ks": 36, "sc": 38, "ss": 37, "tl": 41, "tm": 45, "th": 48,
                "hf": 44, "ht": 42, "hc": 42, "hl": 46, "hh": 46, "ho": 46}
GOGODZE_KITS = {"gogodze-over": ("oh", {}), "gogodze-front": ("front", {}),
                "gogodze-close": ("oh", {"ks": "kick", "sc": "snare", "ss": "snare"})}
# Snares of Frankensnare (struck, side stick, with brushes, muffled), one kit for each: microphone,
# the kit that lends kick, toms and hi-hats, and the kit that lends cymbals.
FRANKENSNARE_KEYS = {"sn": 38, "sb": 38, "sm": 38, "ss": 37}
FRANKENSNARE_KITS = {
    "10_basic": ("oh", "gogodze-close", "muldjord-overhead"),
    "12_basic": ("top", "muldjord-close", "discord-kit"),
    "13b_basic": ("oh", "discord-kit", "muldjord-close"),
    "14a_basic": ("top", "gogodze-over", "muldjord-room"),
    "14d_basic": ("oh", "muldjord-overhead", "discord-kit"),
    "14p_basic": ("top", "discord-kit", "muldjord-overhead"),
    "14s_basic": ("oh", "gogodze-front", "discord-kit"),
    "14t_basic": ("top", "muldjord-room", "muldjord-close"),
    "16_basic": ("oh", "gogodze-over", "discord-kit"),
    "14d_brush": ("oh", "gogodze-front", "muldjord-overhead"),
    "14p_muted": ("top", "discord-kit", "muldjord-room")}
# For validation only: it may be shared, but alike.
SONOR = "sfzinstruments/SamsSonor"
SONOR_KEYS = {"KickSamples": 36, "SnareSamples": 38, "SnareRightHand": 38, "HHClosed": 42,
              "HHHalfOpen": 46, "HHOpenTip": 46, "HHOpenClang": 46, "HHPedal": 44, "Ride": 51,
              "RideBell": 53, "CrashClang": 49, "CrashTip": 57, "TomHigh": 48, "TomLow": 41,
              "TomClicks": 37}
# Gogodze Phu Vol I: a cajon (low, slapped, its side), with a microphone behind and one before it,
# and bobobo drums from Ghana, on the keys of congas, bongos and timbale.
GOGODZE_I = "sfzinstruments/karoryfer.gogodze-phu-vol-i"
CAJON_KEYS = {"sl1": 36, "sl2": 36, "sl3": 38, "sl4": 38, "sl7": 37}
BOBOBO_KEYS = {"bass": 66, "tenor_l": 64, "tenor_l2": 62, "treble_l": 63, "treble_s": 60,
               "tenor_s": 61}
# FreePats (CC0): keys of its .sfz and General MIDI's. World percussion: bongos, egg shaker,
# tambourine, hand clap, claves, castanets (85), congas, maracas; not cajon and darbuka.
WORLD = "freepats/world-percussion"
WORLD_KEYS = {52: 60, 53: 61, 54: 82, 55: 82, 56: 82, 57: 54, 58: 54, 59: 39, 60: 75, 61: 85,
              62: 63, 63: 64, 64: 63, 65: 62, 67: 70, 68: 70}
SYNTHESIZER = "freepats/synthesizer-percussion"
SYNTHESIZER_KEYS = {48: 36, 49: 36, 50: 38, 51: 38, 52: 42, 53: 42, 54: 46, 55: 49, 56: 51, 57: 41,
                    58: 43, 59: 45, 60: 47, 61: 48, 62: 50, 63: 39, 64: 82, 65: 70, 66: 75}
# Hand percussion of three makers: some of Versilian's (VCSL, CC0; in HyperTracks, as its ASSETS.md
# says, cut and at one level), a cabasa (kinwie, CC-BY-4.0), claps (body percussion, CC0).
HYPERTRACKS = "vt4bd7hrkt-maker/hypertracks"
VERSILIAN_KEYS = {54: "tambo-[12]", 56: "cowbell-[1-5]", 60: "bongo-2", 61: "bongo-[1356]",
                  75: "claves-[1-6]", 76: "woodblock-[2-6]", 82: "shaker-[1-4]"}
CABASA = "sfzinstruments/kinwie.dim-cabasa"
BODY = "sfzinstruments/body_percussion"
PERCUSSION = {"freepats": ("CC0-1.0 (FreePats)", WORLD),
              "hand": ("CC0-1.0 (Versilian Studios; body percussion), CC-BY-4.0 (kinwie)",
                       f"{HYPERTRACKS}, {CABASA}, {BODY}")}
# Alone, or with the drums and the cymbals of kits that were prepared before.
PERCUSSION_KITS = {"freepats-percussion": ("freepats",), "hand-percussion": ("hand",),
                   "freepats-and-muldjord": ("freepats", "muldjord-overhead", "muldjord-overhead"),
                   "freepats-and-gogodze": ("freepats", "gogodze-close", "discord-kit"),
                   "hand-and-gogodze": ("hand", "gogodze-over", "muldjord-close"),
                   "hand-and-discord": ("hand", "discord-kit", "discord-kit")}
# Kits of one sound for each drum: repository, folder, licence, {key: names}.
ONE_SHOTS = {
    "uzu": ("tidalcycles/uzu-drumkit", "", "Unlicense (Switch Angel, mot4i, Ludens)",
            {36: "bd/", 38: "sd/", 37: "rim/", 39: "cp/", 42: "hh/", 46: "oh/", 48: "ht/",
             45: "mt/", 41: "lt/", 49: "cr/", 51: "rd/", 54: "tb/", 56: "cb/", 82: "sh/"})}
CYMBALS = (49, 51, 52, 53, 55, 57, 59)
SNARES = (37, 38, 39, 40)
NO_RUMBLE = scipy.signal.butter(4, 120, "high", fs=RATE_HZ, output="sos")
RUMPF_KEYS = {36: ["06-38", "06-46", "07-18", "07-20"], 37: ["09-12"], 38: ["01-21", "06-25"],
              39: ["01-26"], 42: ["09-10"], 44: ["06-28"], 46: ["08-31"], 41: ["08-17"],
              47: ["08-18"], 50: ["08-19"], 49: ["06-43"], 51: ["08-20", "06-30"], 53: ["06-40"],
              56: ["08-32"]}
AUDIOPHOB_KEYS = {36: ["86335*"], 37: ["16336*"], 38: ["124382*", "25671*"], 39: ["29800*"],
                  41: ["99930*"], 47: ["99931*"], 50: ["101450*"], 42: ["116973*"],
                  46: ["104227*"], 44: ["156272*"], 49: ["124101*"]}


def paths_in(folder):
    return git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0")


def shaped(sound):
    """Begins with the hit, is no longer than LONGEST_S and fades out at its end."""
    sound = cut_start(sound, struck=True)[: int(LONGEST_S * RATE_HZ)].copy()
    fade = min(len(sound), RATE_HZ // 100)
    if fade:
        sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def with_velocities(sounds):
    """(velocity, sound) by loudness: the k-th softest of n was struck with 127 k / n."""
    ordered = sorted(sounds, key=lambda sound: float(np.abs(sound).max()))
    return [(round(127 * (k + 1) / len(ordered)), sound) for k, sound in enumerate(ordered)]


def muldjord_hits(mirror, weights):
    folder = git_folder(mirror, MULDJORD)
    paths = paths_in(folder)
    hits = {}
    for path in paths:
        match = re.search(r"/Samples/([^/]+)/(\d+)-.*-([A-Za-z0-9_]+)\.flac$", path)
        if match and match[1] in MULDJORD_DRUMS:
            hits.setdefault((match[1], int(match[2])), {})[match[3]] = path
    by_drum = {}
    for (drum, number), microphones in sorted(hits.items()):
        if drum == "Snare" and number % 3:
            continue  # 56 of them
        close, overhead, room = weights
        chosen = [(close, m) for m in MULDJORD_DRUMS[drum][1]]
        chosen += [(overhead, "OHL"), (overhead, "OHR"), (room, "AmbL"), (room, "AmbR")]
        mix, level = None, 0.0
        for weight, microphone in chosen:
            if microphone not in microphones:
                continue
            sound = read_mono(git(folder, "show", "HEAD:" + microphones[microphone]))
            peak = float(np.abs(sound).max())
            level = max(level, peak)
            part = weight * sound / max(peak, 1e-6)
            if mix is None:
                mix = part
            else:
                length = min(len(mix), len(part))
                mix = mix[:length] + part[:length]
        sound = shaped(mix * (level / max(1e-6, np.abs(mix).max())))
        if len(sound) >= SHORTEST_SAMPLES:
            by_drum.setdefault(drum, []).append(sound)
    for drum, sounds in by_drum.items():
        for velocity, sound in with_velocities(sounds):
            yield MULDJORD_DRUMS[drum][0], velocity, sound


def discord_hits(mirror):
    folder = git_folder(mirror, DISCORD)
    root = "Discord GM/Drums/"
    paths = paths_in(folder)
    spelt = {path.lower(): path for path in paths}  # the .sfz does not heed capitals
    text = git(folder, "show", "HEAD:" + root + "001-Standard Kit.sfz").decode(errors="replace")
    group_key, group_keys = None, {}
    for block in re.split(r"(?=<group>|<region>)", text):
        key = re.search(r"\bkey=(\d+)", block) or re.search(r"pitch_keycenter=(\d+)", block)
        if block.startswith("<group>"):
            group_key = int(key[1]) if key else None
            continue
        sample = re.search(r"sample=(.+?)\s*(?:\n|$)", block)
        number = int(key[1]) if key else group_key
        if not sample or number is None or not 35 <= number <= 81:
            continue
        velocity = re.search(r"hivel=(\d+)", block)
        group_keys.setdefault(number, []).append((int(velocity[1]) if velocity else 100, sample[1]))
    for number, regions in sorted(group_keys.items()):
        for velocity, sample in regions:
            path = spelt.get((root + sample).lower())
            if path is not None:
                yield number, velocity, shaped(read_mono(git(folder, "show", "HEAD:" + path)))


def layered_hits(mirror, repository, pattern, keys):
    """Files whose pattern gives an articulation; two of each layer's repetitions will do."""
    folder = git_folder(mirror, repository)
    paths = paths_in(folder)
    sounds = {}
    for path in paths:
        match = re.search(pattern, path)
        if match and match[1] in keys:
            sound = shaped(read_mono(git(folder, "show", "HEAD:" + path)))
            sounds.setdefault(match[1], []).append(sound)
    for articulation, struck in sounds.items():
        for velocity, sound in with_velocities(struck):
            yield keys[articulation], velocity, sound


def gogodze_hits(mirror, microphone, others):
    for articulation, key in GOGODZE_KEYS.items():
        place = others.get(articulation, microphone) + "_mic"
        yield from layered_hits(mirror, GOGODZE, rf"/{place}/({articulation})_vl\d+_rr[12]\.wav$",
                                {articulation: key})


def one_shot(folder, path, key):
    """Of any length; without the hum below hats and cymbals."""
    sound = read_mono(git(folder, "show", "HEAD:" + path))
    if key in CYMBALS + (42, 44, 46):
        sound = scipy.signal.sosfilt(NO_RUMBLE, sound).astype(np.float32)
    return shaped(np.pad(sound, (0, 1024)))


def one_shot_hits(folder, paths_by_key, one_drum):
    """Strokes of one drum, by loudness, or different drums, each for all velocities."""
    for key, paths in paths_by_key.items():
        for velocity, sound in with_velocities([one_shot(folder, path, key) for path in paths]):
            yield key, velocity if one_drum else 100, sound


def wav_hits(mirror, repository, place, keys, one_drum=False):
    """Sounds whose path begins with the place and the key's name."""
    folder = git_folder(mirror, repository)
    paths = paths_in(folder)
    return one_shot_hits(folder, {
        key: [path for path in paths if re.search(rf"^{place}{name}.*\.wav$", path)]
        for key, name in keys.items()}, one_drum)


def sfz_hits(mirror, repository, keys, one_drum):
    """What the groups of a FreePats .sfz play."""
    folder = git_folder(mirror, repository)
    paths = paths_in(folder)
    text = git(folder, "show", "HEAD:" + next(p for p in paths if p.endswith(".sfz"))).decode()
    samples = {}
    for group in text.split("<group>")[1:]:
        key = keys.get(int(re.search(r"\bkey=(\d+)", group)[1]))
        if key is not None:
            samples.setdefault(key, {}).update(dict.fromkeys(re.findall(r"sample=(\S+)", group)))
    return one_shot_hits(folder, samples, one_drum)


def hand_percussion_hits(mirror):
    yield from wav_hits(mirror, HYPERTRACKS, "assets/perc/", VERSILIAN_KEYS, one_drum=True)
    yield from layered_hits(mirror, CABASA, r"/(fw|bw)_rr1_\d[02468]\.flac$", {"fw": 69, "bw": 69})
    yield from layered_hits(mirror, BODY, r"/(handclap)_vl\d_rr\d\.wav$", {"handclap": 39})


def percussion_hits(mirror, out, kind, drums=None, cymbals=None):
    yield from (hand_percussion_hits(mirror) if kind == "hand" else
                sfz_hits(mirror, WORLD, WORLD_KEYS, one_drum=True))
    if drums is not None:
        yield from borrowed_hits(out, drums, lambda key: key <= 50 and key not in CYMBALS + (39,))
        yield from borrowed_hits(out, cymbals, lambda key: key in CYMBALS)


def cajon_hits(mirror, microphone):
    yield from layered_hits(mirror, GOGODZE_I, rf"/cajon_(sl\d)_vl\d_rr[12]_{microphone}\.wav$",
                            CAJON_KEYS)
    yield from layered_hits(mirror, GOGODZE_I, r"/bobobo_(\w+)_vl\d_rr[12]\.wav$", BOBOBO_KEYS)


def borrowed_hits(out, kit, wanted):
    """Hits of a kit that was prepared before, on the keys that are wanted."""
    folder = out / kit
    for hit in json.loads((folder / "kit.json").read_text())["hits"]:
        if wanted(hit["key"]):
            yield hit["key"], hit["velocity"], read_mono((folder / hit["file"]).read_bytes())


def frankensnare_hits(mirror, out, snare):
    microphone, drums, cymbals = FRANKENSNARE_KITS[snare]
    yield from layered_hits(mirror, FRANKENSNARE,
                            rf"/{snare}/{microphone}/(\w\w)_vl\d+_rr[12]\.flac$",
                            FRANKENSNARE_KEYS)
    yield from layered_hits(mirror, FRANKENSNARE, r"/xtra_(claps)/.*\.flac$", {"claps": 39})
    yield from layered_hits(mirror, FRANKENSNARE, r"/xtra_(tamb)/tamb_vl\d+_rr[12]\.flac$",
                            {"tamb": 54})
    yield from borrowed_hits(out, drums, lambda key: key not in CYMBALS + SNARES + (54,))
    yield from borrowed_hits(out, cymbals, lambda key: key in CYMBALS)


def file_hits(folder, keys, pattern):
    for key, names in keys.items():
        sounds = []
        for name in names:
            path = next(iter(sorted(folder.glob(pattern.format(name)))), None)
            if path is not None:
                sounds.append(shaped(read_mono(path.read_bytes())))
        # Different drums, not one drum struck differently: each serves all velocities.
        for sound in sounds:
            yield key, 100, sound


def karoryfer_kits(mirror, out):
    for name, (microphone, others) in GOGODZE_KITS.items():
        yield (name, "CC0-1.0 (Karoryfer)", "https://github.com/" + GOGODZE,
               lambda m=microphone, o=others: gogodze_hits(mirror, m, o))
    for snare in FRANKENSNARE_KITS:
        yield ("franken-" + snare.replace("_", "-"),
               "CC0-1.0 (Karoryfer); what it borrows: see those kits",
               "https://github.com/" + FRANKENSNARE,
               lambda snare=snare: frankensnare_hits(mirror, out, snare))


def percussion_kits(mirror, out):
    for name, (kind, *borrowed) in PERCUSSION_KITS.items():
        licence, repository = PERCUSSION[kind]
        yield (name, licence + ("; what it borrows: see those kits" if borrowed else ""),
               "https://github.com/" + repository,
               lambda k=kind, b=borrowed: percussion_hits(mirror, out, k, *b))
    for name, microphone in (("cajon-rear", "dyn"), ("cajon-front", "cnd")):
        yield (name, "CC0-1.0 (Karoryfer)", "https://github.com/" + GOGODZE_I,
               lambda microphone=microphone: cajon_hits(mirror, microphone))
    yield ("freepats-synthesizer", "CC0-1.0 (FreePats)", "https://github.com/" + SYNTHESIZER,
           lambda: sfz_hits(mirror, SYNTHESIZER, SYNTHESIZER_KEYS, one_drum=False))
    for name, (repository, place, licence, keys) in ONE_SHOTS.items():
        yield (name, licence, "https://github.com/" + repository,
               lambda r=repository, p=place, k=keys: wav_hits(mirror, r, p, k))


def kits(mirror, out):
    for name, weights in MULDJORD_MIXES.items():
        yield (name, "CC-BY-4.0 (Lars Muldjord)", "https://github.com/" + MULDJORD,
               lambda weights=weights: muldjord_hits(mirror, weights))
    yield ("discord-kit", "CC0-1.0 and CC-BY (Discord SFZ GM Bank, as its README says)",
           "https://github.com/" + DISCORD, lambda: discord_hits(mirror))
    yield ("sonic-pi", "CC0-1.0 (Debian sonic-pi-samples, its copyright file)",
           "https://sonic-pi.net", lambda: file_hits(SONIC_PI, SONIC_PI_KEYS, "{}.flac"))
    yield from karoryfer_kits(mirror, out)
    yield from percussion_kits(mirror, out)
    yield ("rumpf", "CC-BY-3.0 (Emanuel Rumpf)", "https://sf.net/projects/rumpf-kit",
           lambda: file_hits(HYDROGEN / "rumpf_kit_z01_h2", RUMPF_KEYS, "beats_{}.flac"))
    yield ("sonor", "CC-BY-SA-4.0 (Sam Greene)", "https://github.com/" + SONOR,
           lambda: layered_hits(mirror, SONOR, r"^Samples/([A-Za-z]+)(?:#\d+)?\.flac$", SONOR_KEYS))
    yield ("audiophob", "CC0-1.0 (audiophobdubstep)", "Debian hydrogen-drumkits",
           lambda: file_hits(HYDROGEN / "Audiophob", AUDIOPHOB_KEYS, "{}.wav"))


def prepare(name, licence, origin, hits, out):
    target = out / name
    target.mkdir(parents=True, exist_ok=True)
    record = []
    for key, velocity, sound in hits():
        if len(sound) < SHORTEST_SAMPLES or float(np.abs(sound).max()) < 1e-4:
            continue
        file = f"{key}_{sum(1 for hit in record if hit['key'] == key):02d}.flac"
        soundfile.write(target / file, sound / np.abs(sound).max() * 0.9, RATE_HZ, subtype="PCM_16")
        record.append(dict(file=file, key=key, velocity=velocity))
    if not record:
        print(f"{name}: no sounds found, left out", flush=True)
        return
    (target / "kit.json").write_text(
        json.dumps(dict(name=name, licence=licence, origin=origin, hits=record), indent=1) + "\n")
    print(f"{name}: {len(record)} sounds on {len({hit['key'] for hit in record})} keys", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--only")
    options = parser.parse_args()
    for name, licence, origin, hits in kits(options.mirror, options.out):
        if options.only in (None, name):
            prepare(name, licence, origin, hits, options.out)


if __name__ == "__main__":
    main()
