/// The work behind `divisi experiment`, apart from its options.
///
/// Errors    those of the files, and what libtorch throws as ErrorCode::internal.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "timbre/encoder_recipe.h"

namespace divisi::cli {

Expected<void> run_timbre_encoder(const timbre::EncoderRecipe& recipe,
                                  const std::filesystem::path& pieces,
                                  const std::filesystem::path& run, int threads);

/// Prints a table.
Expected<void> run_attention_memory(const timbre::EncoderRecipe& recipe,
                                    const std::filesystem::path& pieces, int threads);

struct NoteMemoryTrial {
  std::filesystem::path notes_weights;   ///< empty: those built in
  std::filesystem::path timbre_weights;  ///< likewise; with a memory
  std::filesystem::path clips;
  std::string dataset = "synthetic";
  std::filesystem::path picture;  ///< of `pictured`; empty: none
  std::string pictured;           ///< a clip's name; empty: the first
  int threads = 0;
};

/// How well pairs of notes are told apart before and after the memory, as a table.
Expected<void> try_note_memory(const NoteMemoryTrial& trial);

struct CerberusTrial {
  std::filesystem::path clips;  ///< or one recording
  std::string dataset = "synthetic";
  std::filesystem::path weights;
  std::filesystem::path output;  ///< OUTPUT/<id>/, as `divisi evaluate --estimates` reads it
  int threads = 0;
};

/// Separates and transcribes clips with a Cerberus network.
Expected<void> hear_clips_with_cerberus(const CerberusTrial& trial);

struct ProtocolOptions {
  std::filesystem::path stems;
  std::string dataset = "synthetic";
  std::filesystem::path encoder;
  std::filesystem::path output;  ///< without ending; empty: only printed
  int threads = 1;
  bool truth_only = false;
};

/// Prints a table, the published one below it, and writes it where asked.
Expected<void> run_timbre_protocol(const ProtocolOptions& options);

}  // namespace divisi::cli
