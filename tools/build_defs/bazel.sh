# shellcheck shell=bash disable=SC2034
# Sourced by tools/demo and tools/test: Debian's Bazel, whatever started us.

# Standard input may be closed, HOME may be unset, and PATH may put other
# programs before Debian's.
exec </dev/null
HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
PATH="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"
export HOME PATH

# bazel_do COMMAND [OPTION...]: runs Bazel without its progress display.
bazel_do() {
  local command="$1"
  shift
  bazel "$command" --noshow_progress --color=no "$@"
}

# What every build needs to be told on this machine; empty where Bazel's sandbox
# works. Bazel itself notices most machines where it cannot.
build_strategy=()
choose_build_strategy() {
  bazel_do build //tools/build_defs:sandbox_probe >/dev/null 2>&1 ||
    build_strategy=(--spawn_strategy=local)
}
