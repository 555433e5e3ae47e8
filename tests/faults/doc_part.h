#ifndef PROMFILE_TESTS_FAULTS_DOC_PART_H_
#define PROMFILE_TESTS_FAULTS_DOC_PART_H_

#include <string>

namespace promfile {

// Holds a part of a page to what a test has printed. The part stands between
// the lines "<!-- NAME: ... -->" and "<!-- end of NAME -->" of the file `path`.
//
// Returns "" if it is `text`, else the first line that differs, or why the part
// cannot be found.
std::string DifferenceOfPart(const std::string& path, const std::string& name,
                             const std::string& text);

// Puts `text` there. Returns "" or what went wrong.
std::string ReplacePart(const std::string& path, const std::string& name,
                        const std::string& text);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_DOC_PART_H_
