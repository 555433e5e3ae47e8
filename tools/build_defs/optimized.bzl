"""What users get, as a dependency of a test that is built in any other way.

    optimized_binary(name = "release", binary = ":promfile.stripped")

makes release/promfile: that file as `bazel build -c opt` makes it, without any
symbol, whatever mode Bazel was called with.
"""

def _opt_impl(_settings, _attr):
    return {
        "//command_line_option:compilation_mode": "opt",
        "//command_line_option:stripopt": ["--strip-all"],
    }

_opt = transition(
    implementation = _opt_impl,
    inputs = [],
    outputs = [
        "//command_line_option:compilation_mode",
        "//command_line_option:stripopt",
    ],
)

def _optimized_binary_impl(ctx):
    name = ctx.file.binary.basename
    if name.endswith(".stripped"):
        name = name[:-len(".stripped")]
    out = ctx.actions.declare_file(ctx.label.name + "/" + name)
    ctx.actions.symlink(output = out, target_file = ctx.file.binary, is_executable = True)
    return [DefaultInfo(executable = out, runfiles = ctx.runfiles([out, ctx.file.binary]))]

optimized_binary = rule(
    implementation = _optimized_binary_impl,
    doc = "One file, executable, built with -c opt.",
    executable = True,
    attrs = {
        "binary": attr.label(
            mandatory = True,
            allow_single_file = True,
            cfg = _opt,
            doc = "What to build: of a cc_binary X, `X` or `X.stripped`.",
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
