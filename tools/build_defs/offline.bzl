"""Local stand-ins for the repositories that Bazel 4.2.3 downloads by itself.

Bazel's own BUILD files load rules_cc, rules_java and rules_proto and name
remote_coverage_tools, and fetch them from the network unless the workspace
defines them first. Nothing here needs more than the rules built into Bazel, so
each stand-in only gives those their expected name.
"""

_CC_RULES = [
    "cc_binary",
    "cc_import",
    "cc_library",
    "cc_proto_library",
    "cc_test",
    "cc_toolchain",
    "cc_toolchain_suite",
    "fdo_prefetch_hints",
    "fdo_profile",
    "objc_import",
    "objc_library",
]

_JAVA_RULES = [
    "java_binary",
    "java_import",
    "java_library",
    "java_lite_proto_library",
    "java_package_configuration",
    "java_plugin",
    "java_proto_library",
    "java_runtime",
    "java_test",
    "java_toolchain",
]

_PROTO_RULES = [
    "proto_lang_toolchain",
    "proto_library",
]

def _native_rules_impl(repository_ctx):
    package = repository_ctx.attr.package
    repository_ctx.file("WORKSPACE", "")
    repository_ctx.file(package + "/BUILD.bazel", "exports_files([\"defs.bzl\"])\n")
    repository_ctx.file(package + "/defs.bzl", "".join([
        "{rule} = native.{rule}\n".format(rule = rule)
        for rule in repository_ctx.attr.rules
    ]))

_native_rules_repository = repository_rule(
    implementation = _native_rules_impl,
    doc = "A repository whose //PACKAGE:defs.bzl re-exports built-in rules.",
    attrs = {
        "package": attr.string(mandatory = True),
        "rules": attr.string_list(mandatory = True),
    },
)

def _coverage_tools_impl(repository_ctx):
    repository_ctx.file("WORKSPACE", "")
    repository_ctx.file("BUILD.bazel", """\
package(default_visibility = ["//visibility:public"])

filegroup(name = "coverage_report_generator")

filegroup(name = "lcov_merger")
""")

_coverage_tools_repository = repository_rule(
    implementation = _coverage_tools_impl,
    doc = "Empty tools: coverage reports are not collected.",
)

def offline_repositories():
    """Defines every repository that Bazel would otherwise download."""
    _native_rules_repository(name = "rules_cc", package = "cc", rules = _CC_RULES)
    _native_rules_repository(name = "rules_java", package = "java", rules = _JAVA_RULES)
    _native_rules_repository(name = "rules_proto", package = "proto", rules = _PROTO_RULES)
    _coverage_tools_repository(name = "remote_coverage_tools")
