#include "train/checkpoint.h"

#include <algorithm>
#include <exception>

#include "core/atomic_file.h"

namespace divisi::train {
namespace {

template <class Visit>
void for_each_pair(TorchNet& to, TorchNet& from, const Visit& visit) {
  const auto to_parameters = to->named_parameters();
  for (const auto& item : from->named_parameters())
    visit(to_parameters[item.key()], item.value(), false);
  const auto to_buffers = to->named_buffers();
  for (const auto& item : from->named_buffers()) visit(to_buffers[item.key()], item.value(), true);
}

/// Without libtorch's backtrace.
std::string first_line(const std::exception& problem) {
  const std::string text = problem.what();
  return text.substr(0, std::min<std::size_t>(text.find('\n'), 200));
}

}  // namespace

WeightAverage::WeightAverage(const models::NetLayers& layers, const TorchNet& net)
    : average_(layers) {
  const torch::NoGradGuard no_gradient;
  TorchNet source = net;
  for_each_pair(average_, source,
                [](torch::Tensor to, const torch::Tensor& from, bool) { to.copy_(from); });
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

double warm_decay(double decay, int step) { return std::min(decay, (1.0 + step) / (10.0 + step)); }

void set_learning_rate(torch::optim::AdamW& optimizer, double rate) {
  for (auto& group : optimizer.param_groups())
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
}

namespace {

std::vector<double> numbers_of(const Monitor& monitor) {
  return {monitor.best_score, static_cast<double>(monitor.validations_since_best),
          static_cast<double>(monitor.validations_on_plateau), monitor.rate_factor};
}

/// Absent from the first runs' checkpoints, which had no monitor.
void read_monitor(torch::serialize::InputArchive& archive, Monitor& monitor) {
  torch::IValue value;
  if (!archive.try_read("monitor", value)) return;
  const std::vector<double> numbers = value.toDoubleVector();
  TORCH_CHECK(numbers.size() == 4, "a monitor has four numbers");
  monitor = {numbers[0], static_cast<int>(numbers[1]), static_cast<int>(numbers[2]), numbers[3]};
}

/// What is read replaces tensors whatever their shapes are, so these are compared afterwards.
void load_network(torch::serialize::InputArchive& archive, TorchNet& net) {
  std::vector<std::vector<std::int64_t>> shapes;
  for (const torch::Tensor& tensor : net->parameters()) shapes.push_back(tensor.sizes().vec());
  net->load(archive);
  std::size_t i = 0;
  for (const torch::Tensor& tensor : net->parameters()) {
    TORCH_CHECK(tensor.sizes().vec() == shapes[i++], "a tensor has another shape");
  }
}

void read_all(const std::filesystem::path& path, RunState& state, torch::Device device) {
  torch::serialize::InputArchive archive, net, average, optimizer;
  archive.load_from(path.string(), device);
  archive.read("net", net);
  archive.read("average", average);
  archive.read("optimizer", optimizer);
  load_network(net, state.net);
  load_network(average, state.average.net());
  state.optimizer.load(optimizer);
  read_monitor(archive, state.monitor);
  torch::IValue step, recipe;
  archive.read("step", step);
  archive.read("recipe", recipe);
  state.step = static_cast<int>(step.toInt());
  state.recipe_json = recipe.toStringRef();
}

}  // namespace

Expected<void> save_checkpoint(const std::filesystem::path& path, RunState& state) {
  const auto write = [&](const std::filesystem::path& temporary) -> Expected<void> {
    try {
      torch::serialize::OutputArchive archive, net, average, optimizer;
      state.net->save(net);
      state.average.net()->save(average);
      state.optimizer.save(optimizer);
      archive.write("net", net);
      archive.write("average", average);
      archive.write("optimizer", optimizer);
      archive.write("monitor", torch::IValue(numbers_of(state.monitor)));
      archive.write("step", torch::IValue(static_cast<std::int64_t>(state.step)));
      archive.write("recipe", torch::IValue(state.recipe_json));
      archive.save_to(temporary.string());
    } catch (const std::exception& problem) {
      return Error{ErrorCode::io, path.string() + ": cannot write: " + first_line(problem),
                   path.string()};
    }
    return {};
  };
  return core::write_file_atomically(path, write);
}

Expected<void> load_checkpoint(const std::filesystem::path& path, RunState& state,
                               torch::Device device) {
  if (!std::filesystem::exists(path)) {
    return Error{ErrorCode::not_found, path.string() + ": no checkpoint", path.string()};
  }
  try {
    read_all(path, state, device);
  } catch (const std::exception& problem) {  // libtorch throws more than its own c10::Error here
    return Error{
        ErrorCode::corrupt,
        path.string() + ": not a checkpoint of this recipe's network: " + first_line(problem),
        path.string()};
  }
  return {};
}

RunState begin_run(const RunStart& start, torch::Device device) {
  torch::manual_seed(start.seed);
  TorchNet net(start.layers, start.options);
  if (start.prepare) start.prepare(net);
  net->to(device);
  WeightAverage average(start.layers, net);
  average.net()->to(device);
  torch::optim::AdamW optimizer(
      net->parameters(),
      torch::optim::AdamWOptions(start.learning_rate).weight_decay(start.weight_decay));
  return {std::move(net), std::move(average), std::move(optimizer), {}, 0, start.recipe_json};
}

Expected<void> resume_run(const std::filesystem::path& run_directory, RunState& state,
                          torch::Device device,
                          const std::function<void(const std::string&)>& log) {
  const std::filesystem::path path = run_directory / "checkpoint.pt";
  if (!std::filesystem::exists(path)) return {};
  if (auto loaded = load_checkpoint(path, state, device); !loaded) return loaded;
  log("resumed after step " + std::to_string(state.step));
  return {};
}

}  // namespace divisi::train
