#include "divisi/models.h"

#include <cstdio>
#include <filesystem>

#include "engine/weights_source.h"
#include "models/note_model.h"

namespace divisi {
namespace {

std::string shape_of(const models::ConvLayer& layer) {
  const nn::TapConvSpec& conv = layer.conv;
  return std::to_string(conv.in_positions) + " x " + std::to_string(conv.in_channels) + " -> " +
         std::to_string(conv.out_positions) + " x " + std::to_string(conv.out_channels);
}

std::string row(const std::string& name, const std::string& shape, const std::string& taps,
                long parameters, long multiplications) {
  char text[160];
  std::snprintf(text, sizeof(text), "%-14s %-22s %5s %11ld %18ld\n", name.c_str(), shape.c_str(),
                taps.c_str(), parameters, multiplications);
  return text;
}

std::string table_of(const models::NoteNetSpec& spec) {
  const models::NoteNet net(spec);
  char head[160];
  std::snprintf(head, sizeof(head), "%-14s %-22s %5s %11s %18s\n", "layer", "shape (P x C)", "taps",
                "parameters", "multiplications/T");
  std::string text = head;
  long parameters = 0;
  long multiplications = 0;
  for (const models::ConvLayer& layer : net.layers()) {
    text += row(layer.name, shape_of(layer), std::to_string(layer.conv.taps.size()),
                layer.parameter_count(), layer.multiplications_per_frame());
    parameters += layer.parameter_count();
    multiplications += layer.multiplications_per_frame();
  }
  text += row("total", "", "", parameters, multiplications);
  return text + "context: " + std::to_string(net.context_frames()) + " frames on either side\n";
}

Expected<std::string> describe_weights(const std::filesystem::path& path) {
  const Expected<engine::WeightsSource> source = engine::open_weights(path);
  if (!source) return source.error();
  const Expected<nn::WeightsFile> file = nn::WeightsFile::parse(source->bytes(), source->name);
  if (!file) return file.error();
  const Expected<models::NoteNetSpec> spec = models::note_net_spec_from(*file);
  if (!spec) return spec.error();
  const nn::WeightsInfo& info = file->info();
  return info.name + ": weights of " + info.model + ", licence " + info.licence + "\n" +
         table_of(*spec);
}

}  // namespace

std::vector<std::string> model_names() { return {models::kNoteNetName}; }

Expected<std::string> describe_model(const std::string& name_or_file) {
  if (name_or_file == models::kNoteNetName) return table_of(models::NoteNetSpec{});
  const std::filesystem::path path(name_or_file);
  std::error_code ignored;
  if (name_or_file.empty() || std::filesystem::exists(path, ignored)) return describe_weights(path);
  return Error{ErrorCode::not_found,
               name_or_file + ": neither a file nor a model's name (" + models::kNoteNetName + ")",
               name_or_file};
}

}  // namespace divisi
