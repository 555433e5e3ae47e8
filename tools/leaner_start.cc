// Leaves out of the start of the program what promfile has no use for.
//
// The linker is told in BUILD.bazel to send the calls of some functions here
// (--wrap). Nothing of a library is replaced or changed, and it holds for this
// one binary.
//
// The streams: cin, cout, cerr, clog and their wide twins. <iostream> puts a
// static std::ios_base::Init into every file that includes it, and
// absl/status/status.h of Debian 12 includes it. The first of them builds eight
// streams and a locale with 28 facets: half of the instructions that
// `promfile write` executes, a system call, and a dozen page faults. Nobody
// uses them: the console writes descriptors. What builds its own locale, as
// std::ostringstream does, is not affected. tests/hardening holds that nothing
// but a dump of Abseil's, made right before it aborts, refers to one of the
// eight streams.
//
// And so that every file with such an object asks for it to be destroyed at the
// end, which comes to nothing as well, is not written down: 80 of them are.
//
// The path of the program: the C library asks /proc for it, so that dlopen()
// could look beside it for shared objects. A static program that loads none has
// no use for the answer, and gets the one of a host without /proc.

extern "C" {

// The linker chooses these names.
void __wrap__ZNSt8ios_base4InitC1Ev(void* /*init*/) {}
void __wrap__ZNSt8ios_base4InitD1Ev(void* /*init*/) {}
int __real___cxa_atexit(void (*destroy)(void*), void* object, void* library);
int __wrap___cxa_atexit(void (*destroy)(void*), void* object, void* library) {
  if (destroy == __wrap__ZNSt8ios_base4InitD1Ev) return 0;
  return __real___cxa_atexit(destroy, object, library);
}

// -1: it cannot be told.
const char* __wrap__dl_get_origin() {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): as the C library says it.
  return reinterpret_cast<const char*>(-1);
}

}  // extern "C"
