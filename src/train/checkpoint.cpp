#include "train/checkpoint.h"

#include "core/atomic_file.h"

namespace divisi::train {
namespace {

template <class Visit>
void for_each_pair(TorchNet& to, TorchNet& from, const Visit& visit) {
  const auto to_parameters = to->named_parameters();
  for (const auto& item : from->named_parameters()) visit(to_parameters[item.key()], item.value(), false);
  const auto to_buffers = to->named_buffers();
  for (const auto& item : from->named_buffers()) visit(to_buffers[item.key()], item.value(), true);
}

}  // namespace

WeightAverage::WeightAverage(const std::vector<models::ConvLayer>& layers, const TorchNet& net)
    : average_(layers) {
  const torch::NoGradGuard no_gradient;
  TorchNet source = net;
  for_each_pair(average_, source, [](torch::Tensor to, const torch::Tensor& from, bool) { to.copy_(from); });
  average_->eval();
}

void WeightAverage::follow(TorchNet& net, double decay) {
  const torch::NoGradGuard no_gradient;
  for_each_pair(average_, net, [&](torch::Tensor to, const torch::Tensor& from, bool is_statistic) {
    if (is_statistic) {
      to.copy_(from);
    } else {
      to.lerp_(from, 1.0 - decay);
    }
  });
}

Expected<void> save_checkpoint(const std::filesystem::path& path, RunState& state, const std::string& recipe_json) {
  return core::write_file_atomically(path, [&](const std::filesystem::path& temporary) -> Expected<void> {
    try {
      torch::serialize::OutputArchive archive, net, average, optimizer;
      state.net->save(net);
      state.average.net()->save(average);
      state.optimizer.save(optimizer);
      archive.write("net", net);
      archive.write("average", average);
      archive.write("optimizer", optimizer);
      archive.write("step", torch::IValue(static_cast<std::int64_t>(state.step)));
      archive.write("recipe", torch::IValue(recipe_json));
      archive.save_to(temporary.string());
    } catch (const c10::Error& problem) {
      return Error{ErrorCode::io, path.string() + ": cannot write: " + problem.what_without_backtrace(), path.string()};
    }
    return {};
  });
}

Expected<void> load_checkpoint(const std::filesystem::path& path, RunState& state) {
  if (!std::filesystem::exists(path)) {
    return Error{ErrorCode::not_found, path.string() + ": no checkpoint", path.string()};
  }
  try {
    torch::serialize::InputArchive archive, net, average, optimizer;
    archive.load_from(path.string());
    archive.read("net", net);
    archive.read("average", average);
    archive.read("optimizer", optimizer);
    state.net->load(net);
    state.average.net()->load(average);
    state.optimizer.load(optimizer);
    torch::IValue step;
    archive.read("step", step);
    state.step = static_cast<int>(step.toInt());
  } catch (const c10::Error& problem) {
    return Error{ErrorCode::corrupt,
                 path.string() + ": not a checkpoint of this recipe's network: " +
                     std::string(problem.what_without_backtrace()).substr(0, 200),
                 path.string()};
  }
  return {};
}

}  // namespace divisi::train
