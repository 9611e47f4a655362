#include "synth/instruments.h"

namespace divisi::synth {
namespace {

using enum Family;

// program, lowest, highest, family, sustained, weight
const std::vector<Instrument> kInstruments = {
    {0, 21, 108, keyboard, false, 6.0}, {1, 21, 108, keyboard, false, 3.0},
    {2, 24, 104, keyboard, false, 1.5}, {3, 24, 103, keyboard, false, 1.0},
    {4, 28, 100, keyboard, false, 1.5}, {5, 28, 100, keyboard, false, 1.5},
    {6, 29, 89, keyboard, false, 1.2},  {7, 36, 91, keyboard, false, 0.8},
    {8, 60, 108, mallet, false, 0.4},   {9, 72, 108, mallet, false, 0.4},
    {10, 60, 96, mallet, false, 0.3},   {11, 53, 89, mallet, false, 1.0},
    {12, 45, 96, mallet, false, 0.9},   {13, 65, 108, mallet, false, 0.4},
    {15, 50, 90, mallet, false, 0.5},   {16, 36, 96, organ, true, 0.8},
    {17, 36, 96, organ, true, 0.6},     {18, 36, 96, organ, true, 0.6},
    {19, 36, 96, organ, true, 1.0},     {20, 36, 96, organ, true, 0.6},
    {21, 53, 89, organ, true, 0.8},     {22, 60, 84, organ, true, 0.5},
    {23, 53, 89, organ, true, 0.6},     {24, 40, 84, guitar, false, 2.5},
    {25, 40, 84, guitar, false, 2.5},   {26, 40, 86, guitar, false, 1.5},
    {27, 40, 86, guitar, false, 1.5},   {28, 40, 86, guitar, false, 0.7},
    {29, 40, 86, guitar, true, 0.7},    {30, 40, 86, guitar, true, 0.6},
    {32, 28, 58, bass, false, 2.0},     {33, 28, 58, bass, false, 2.0},
    {34, 28, 58, bass, false, 1.2},     {35, 28, 58, bass, false, 1.0},
    {36, 28, 58, bass, false, 0.5},     {38, 28, 60, bass, false, 0.6},
    {39, 28, 60, bass, false, 0.6},     {40, 55, 98, strings, true, 3.0},
    {41, 48, 86, strings, true, 2.0},   {42, 36, 76, strings, true, 2.5},
    {43, 28, 58, strings, true, 1.2},   {44, 36, 90, strings, true, 0.5},
    {45, 36, 90, strings, false, 0.7},  {46, 28, 100, keyboard, false, 1.2},
    {48, 36, 94, strings, true, 1.2},   {49, 36, 94, strings, true, 0.8},
    {50, 36, 94, strings, true, 0.4},   {51, 36, 94, strings, true, 0.4},
    {52, 40, 84, choir, true, 1.2},     {53, 40, 84, choir, true, 1.2},
    {54, 40, 84, choir, true, 0.8},     {56, 55, 84, brass, true, 1.5},
    {57, 40, 72, brass, true, 1.2},     {58, 28, 60, brass, true, 0.8},
    {59, 55, 82, brass, true, 0.6},     {60, 41, 77, brass, true, 1.2},
    {61, 40, 84, brass, true, 0.6},     {62, 40, 84, brass, true, 0.3},
    {64, 56, 88, reed, true, 1.2},      {65, 49, 81, reed, true, 1.8},
    {66, 44, 76, reed, true, 1.5},      {67, 36, 69, reed, true, 0.8},
    {68, 58, 91, reed, true, 1.5},      {69, 52, 81, reed, true, 0.7},
    {70, 34, 72, reed, true, 1.5},      {71, 50, 91, reed, true, 2.0},
    {72, 74, 106, pipe, true, 0.7},     {73, 60, 96, pipe, true, 2.0},
    {74, 60, 96, pipe, true, 1.0},      {75, 60, 96, pipe, true, 0.5},
    {76, 60, 96, pipe, true, 0.2},      {78, 60, 96, pipe, true, 0.2},
    {79, 60, 96, pipe, true, 0.5},      {80, 36, 96, synth, true, 0.6},
    {81, 36, 96, synth, true, 0.6},     {82, 48, 96, synth, true, 0.3},
    {85, 48, 84, synth, true, 0.4},     {87, 36, 84, synth, true, 0.3},
    {88, 36, 96, synth, true, 0.2},     {89, 36, 96, synth, true, 0.3},
    {90, 36, 96, synth, true, 0.3},     {91, 40, 84, synth, true, 0.2},
    {104, 48, 77, guitar, false, 0.3},  {105, 48, 84, guitar, false, 0.6},
    {106, 50, 79, guitar, false, 0.3},  {107, 45, 84, guitar, false, 0.4},
    {108, 60, 84, mallet, false, 0.3},  {109, 60, 82, reed, true, 0.2},
    {110, 55, 96, strings, true, 0.8},  {111, 58, 86, reed, true, 0.2},
};

}  // namespace

const std::vector<Instrument>& instruments() { return kInstruments; }

const Instrument* find_instrument(int program) {
  for (const Instrument& instrument : kInstruments) {
    if (instrument.program == program) return &instrument;
  }
  return nullptr;
}

bool is_keyboard_like(const Instrument& instrument) {
  return instrument.family == keyboard || instrument.family == organ ||
         (instrument.family == guitar && !instrument.sustained);
}

bool is_any(const Instrument&) { return true; }

const Instrument* draw_instrument(int lowest, int highest, const InstrumentFilter& is_wanted,
                                  core::Rng& rng) {
  std::vector<const Instrument*> fitting;
  double total_weight = 0.0;
  for (const Instrument& instrument : kInstruments) {
    if (instrument.lowest > lowest || instrument.highest < highest) continue;
    if (!is_wanted(instrument)) continue;
    fitting.push_back(&instrument);
    total_weight += instrument.weight;
  }
  double remaining = rng.uniform() * total_weight;
  for (const Instrument* instrument : fitting) {
    remaining -= instrument->weight;
    if (remaining <= 0.0) return instrument;
  }
  return fitting.empty() ? nullptr : fitting.back();
}

}  // namespace divisi::synth
