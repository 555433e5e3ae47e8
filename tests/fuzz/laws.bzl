"""A law that is fuzzed, and held to what is stored."""

def law(name, deps):
    """NAME_law.cc as a libFuzzer target and as a test over the stored inputs.

    Args:
      name: what the targets are called: NAME (bazel build --config=fuzz) and
        NAME_corpus_test.
      deps: what NAME_law.cc includes.
    """
    native.cc_library(
        name = name + "_law",
        testonly = True,
        srcs = [name + "_law.cc"],
        deps = deps + [
            ":law",
            "@abseil//:strings",
        ],
        alwayslink = True,
    )
    native.cc_binary(
        name = name,
        testonly = True,
        srcs = ["fuzzer_entry.cc"],
        tags = [
            "fuzz",
            "manual",
        ],
        deps = [
            ":law",
            ":" + name + "_law",
            "@abseil//:strings",
        ],
    )
    stored = native.glob(["corpus/" + name + "/*"]) + ["//tests/data:accept", "//tests/data:reject"]
    native.cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = ["corpus_main.cc"],
        args = ["$(locations //tests/data:accept)", "$(locations //tests/data:reject)"] +
               ["$(location corpus/" + name + "/" + f.split("/")[-1] + ")" for f in native.glob(["corpus/" + name + "/*"])],
        data = stored,
        deps = [
            ":law",
            ":" + name + "_law",
        ],
    )
