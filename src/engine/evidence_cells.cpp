#include "engine/evidence_cells.h"

#include <optional>

#include "engine/evidence_rounding.h"
#include "engine/varint.h"

namespace divisi::engine {
namespace {

Error corrupt(std::string what) { return {ErrorCode::corrupt, std::move(what), {}}; }

}  // namespace

void append_cells(const Map2d& map, float steps, std::string& bytes) {
  std::uint64_t zeros = 0;
  const auto end_run = [&] {
    if (zeros == 0) return;
    append_varint(0, bytes);
    append_varint(zeros, bytes);
    zeros = 0;
  };
  for (const float cell : map.cells) {
    const std::uint32_t step = to_step(cell, steps);
    if (step == 0) {
      ++zeros;
      continue;
    }
    end_run();
    append_varint(step, bytes);
  }
  end_run();
}

Expected<Map2d> take_cells(std::string_view& bytes, std::size_t rows, std::size_t columns,
                           float steps) {
  Map2d map;
  map.rows = rows;
  map.columns = columns;
  const std::size_t cell_count = rows * columns;
  while (map.cells.size() < cell_count) {
    const std::optional<std::uint64_t> step = take_varint(bytes);
    if (!step) return corrupt("the cells end too early");
    if (*step > static_cast<std::uint64_t>(steps)) return corrupt("a cell is beyond 1");
    if (*step > 0) {
      map.cells.push_back(from_step(static_cast<std::uint32_t>(*step), steps));
      continue;
    }
    const std::optional<std::uint64_t> zeros = take_varint(bytes);
    if (!zeros || *zeros == 0 || *zeros > cell_count - map.cells.size()) {
      return corrupt("a run of silent cells does not fit");
    }
    map.cells.resize(map.cells.size() + static_cast<std::size_t>(*zeros), 0.0f);
  }
  return map;
}

}  // namespace divisi::engine
