/// divisi serve: the studio, for a browser on this machine.

#include <chrono>
#include <fstream>
#include <memory>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <CLI/CLI.hpp>

#include "commands.h"
#include "server/serve.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

struct Arguments {
  server::ServeOptions serve;
  double most_upload_mib = 2048.0;
  double most_duration_min = 60.0;
  std::filesystem::path port_file;
  bool quiet = false;
};

/// For programs that start the server on any free port. Errors: io.
Expected<void> write_port(const std::filesystem::path& path, int port) {
  if (path.empty()) return {};
  std::ofstream file(path);
  file << port << '\n';
  if (file.flush()) return {};
  return Error{ErrorCode::io, path.string() + ": cannot write", path.string()};
}

ExitCode exit_code_of(const Error& error) {
  if (error.code == ErrorCode::io) return ExitCode::cannot_write;
  if (error.code == ErrorCode::invalid_argument) return ExitCode::usage;
  return error.where.ends_with(".sqlite") ? ExitCode::cannot_read : ExitCode::bad_model;
}

/// What the C library keeps for later would add up over days: a heap for each connection's thread,
/// and ever larger blocks (it raises by itself the size from which it gives them back at once). But
/// what one decision gives back the next one takes, and pages that come new from the system would
/// be a third of the time it takes.
void bound_kept_memory() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 2);
  ::mallopt(M_MMAP_THRESHOLD, 2 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
  ::mallopt(M_TOP_PAD, 2 << 20);
#endif
}

ExitCode serve(Arguments& arguments) {
  bound_kept_memory();
  set_quiet(arguments.quiet);
  server::ServeOptions& options = arguments.serve;
  options.studio.limits.upload_bytes =
      static_cast<std::int64_t>(arguments.most_upload_mib * (1 << 20));
  options.studio.limits.duration_s = arguments.most_duration_min * 60.0;
  if (options.studio.data.empty()) options.studio.data = server::default_data_folder();
  if (options.studio.data.empty()) {
    say_error("where to keep projects? HOME is not set: give --data DIR");
    return ExitCode::usage;
  }
  const auto running = server::Server::start(options);
  if (!running) {
    say_error(running.error());
    return exit_code_of(running.error());
  }
  if (auto written = write_port(arguments.port_file, (*running)->port()); !written) {
    say_error(written.error());
    return ExitCode::cannot_write;
  }
  say("the studio is at " + (*running)->url() + " (Ctrl-C ends it)");
  say("projects are kept in " + options.studio.data.string());
  while (!interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  say("ending; what was not finished is taken up next time");
  return ExitCode::ok;
}

void add_limits(CLI::App& command, Arguments& arguments) {
  server::Limits& limits = arguments.serve.studio.limits;
  command.add_option("--max-upload", arguments.most_upload_mib, "MiB of one recording")
      ->check(CLI::Range(0.001, 1048576.0))
      ->type_name("MIB")
      ->capture_default_str();
  command.add_option("--max-duration", arguments.most_duration_min, "Minutes of one recording")
      ->check(CLI::Range(0.01, 1440.0))
      ->type_name("MIN")
      ->capture_default_str();
  command.add_option("--max-projects", limits.projects, "Projects that are kept")
      ->check(CLI::Range(1, 100000))
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--max-jobs", limits.waiting_jobs, "Recordings that wait to be heard")
      ->check(CLI::Range(1, 100000))
      ->type_name("N")
      ->capture_default_str();
}

}  // namespace

void add_serve_command(CLI::App& app, ExitCode& result) {
  auto arguments = std::make_shared<Arguments>();
  server::ServeOptions& options = arguments->serve;
  CLI::App* command = app.add_subcommand("serve", "Open the studio, for a browser");
  command->footer(
      "\nSends nothing anywhere: the page, too, is in the program. Other programs can use\n"
      "the same addresses (docs/http_api.md).\n\n"
      "  divisi serve\n"
      "  divisi serve --host 0.0.0.0 --token SECRET   also for others in this network");
  command->add_option("--port", options.port, "Where to listen; 0: any free one")
      ->check(CLI::Range(0, 65535))
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--host", options.host,
                   "Address to listen on; beyond this machine it\n"
                   "needs a --token")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command->add_option("--token", options.token, "What everybody must know who asks")
      ->type_name("TOKEN");
  command
      ->add_option("--data", options.studio.data,
                   "Folder of the projects\n[default: ~/.local/share/divisi/studio]")
      ->type_name("DIR");
  command->add_option("--threads", options.studio.threads, "To listen with; 0: all cores")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--port-file", arguments->port_file, "Write the port here once it is open")
      ->type_name("FILE");
  add_limits(*command, *arguments);
  command->add_flag("-q,--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &result] { result = serve(*arguments); });
}

}  // namespace divisi::cli
