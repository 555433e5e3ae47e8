// Keeps cin, cout, cerr, clog and their wide twins from being built at
// start-up.
//
// <iostream> puts a static std::ios_base::Init into every file that includes
// it, and absl/status/status.h of Debian 12 includes it. The first of them
// builds eight streams and a locale with 28 facets: half of the instructions
// that `promfile write` executes, a system call, and a dozen page faults.
// Nobody uses them: the console writes descriptors.
//
// The linker is told in BUILD.bazel to send the calls of Init's constructor and
// destructor here (--wrap). Nothing of the library is replaced or changed, and
// what builds its own locale, as std::ostringstream does, is not affected.
// tests/hardening holds that nothing but a dump of Abseil's, made right before
// it aborts, refers to one of the eight streams.

extern "C" {

// The linker chooses these names.
void __wrap__ZNSt8ios_base4InitC1Ev(void* /*init*/) {}
void __wrap__ZNSt8ios_base4InitD1Ev(void* /*init*/) {}

}  // extern "C"
