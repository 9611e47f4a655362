// Any bytes as a file of enrolled timbres: what is accepted can be written, read back to the same
// bytes, and added up.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "core/atomic_file.h"
#include "divisi/timbres.h"
#include "memory_file.h"

namespace {

std::string written(const std::vector<divisi::Timbre>& timbres) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("divisi_timbres_fuzz." + std::to_string(::getpid()) + ".json");
  if (!divisi::write_timbres(timbres, path)) std::abort();
  auto bytes = divisi::core::read_file(path);
  std::filesystem::remove(path);
  if (!bytes) std::abort();
  return *bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const divisi::fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const auto timbres = divisi::read_timbres(file.path());
  if (!timbres) return 0;
  const std::string first = written(*timbres);
  const auto again = divisi::read_timbres(divisi::fuzz::MemoryFile(first).path());
  if (!again || written(*again) != first) std::abort();
  for (const divisi::Timbre& timbre : *timbres)
    (void)divisi::combine_timbres(timbres->front(), timbre);
  return 0;
}
