#ifndef PROMFILE_TEXT_CPU_H_
#define PROMFILE_TEXT_CPU_H_

namespace promfile {

// What this processor has, besides what every one of its architecture has. The
// C library is asked where that can be, which knows since the program started:
// the CPUID instruction itself costs as much as reading a small file on virtual
// machines.
#if defined(__x86_64__)
// AVX2, BMI1 and POPCNT.
bool HasAvx2();
// AVX-512 BW and VBMI2, and POPCNT.
bool HasAvx512();
#endif

}  // namespace promfile

#endif  // PROMFILE_TEXT_CPU_H_
