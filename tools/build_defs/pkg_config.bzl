"""Libraries of the system as Bazel labels, found through pkg-config.

    pkg_config_repository(
        name = "re2",
        debian_package = "libre2-dev",
        libraries = {"re2": "re2"},  # @re2//:re2 is pkg-config's "re2"
    )

Each label carries the whole link line of `pkg-config --static --libs`, in
pkg-config's order. A shared link ignores what it does not need of it, and a
target with features = ["fully_static_link"] needs all of it.
"""

_BUILD_HEADER = """\
# Made by tools/build_defs/pkg_config.bzl.
package(default_visibility = ["//visibility:public"])
"""

_LIBRARY = """
# {package} {version}
cc_library(
    name = "{label}",
    hdrs = glob({hdrs}),
    defines = {defines},
    includes = {includes},
    linkopts = {linkopts},
)
"""

def _ask(repository_ctx, program, package, options):
    result = repository_ctx.execute([program] + options + [package])
    if result.return_code != 0:
        fail("pkg-config does not know '{}': install the Debian package {}\n{}".format(
            package,
            repository_ctx.attr.debian_package,
            result.stderr,
        ))
    return result.stdout.strip()

def _words(text):
    return [word for word in text.split(" ") if word]

def _library(repository_ctx, program, label, package):
    includes = []
    defines = []
    for flag in _words(_ask(repository_ctx, program, package, ["--cflags"])):
        if flag.startswith("-I"):
            # Bazel accepts no absolute include path, so the folder is linked in.
            # The compiler's own folders never come here: pkg-config drops them.
            link = "include/{}_{}".format(label, len(includes))
            repository_ctx.symlink(flag[2:], link)
            includes.append(link)
        elif flag.startswith("-D"):
            defines.append(flag[2:])
    return _LIBRARY.format(
        package = package,
        version = _ask(repository_ctx, program, package, ["--modversion"]),
        label = label,
        hdrs = repr([include + "/**" for include in includes]),
        defines = repr(defines),
        includes = repr(includes),
        linkopts = repr(_words(_ask(repository_ctx, program, package, ["--static", "--libs"]))),
    )

def _pkg_config_impl(repository_ctx):
    program = repository_ctx.which("pkg-config")
    if not program:
        fail("pkg-config is not installed: install the Debian package pkg-config")
    repository_ctx.file("WORKSPACE", "workspace(name = \"{}\")\n".format(repository_ctx.name))
    repository_ctx.file("BUILD.bazel", _BUILD_HEADER + "".join([
        _library(repository_ctx, program, label, package)
        for label, package in repository_ctx.attr.libraries.items()
    ]))

pkg_config_repository = repository_rule(
    implementation = _pkg_config_impl,
    doc = "One cc_library per entry of `libraries`, described by pkg-config.",
    local = True,  # Asked again when Bazel's server starts: packages get upgraded.
    configure = True,
    environ = ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"],
    attrs = {
        "debian_package": attr.string(
            mandatory = True,
            doc = "What to install when pkg-config does not know a library.",
        ),
        "libraries": attr.string_dict(
            mandatory = True,
            doc = "Label in this repository -> name of the pkg-config package.",
        ),
    },
)
