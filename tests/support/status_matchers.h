#ifndef PROMFILE_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define PROMFILE_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace promfile {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(ReadToEnd(file, 5), IsOk());
MATCHER(IsOk, "is OK") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// EXPECT_THAT(ReadToEnd(file, 5),
//             StatusIs(absl::StatusCode::kOutOfRange, "longer than 5 bytes"));
MATCHER_P2(StatusIs, code, message, "is " + absl::StatusCodeToString(code)) {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(
             message, std::string(StatusOf(arg).message()), result_listener);
}

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_STATUS_MATCHERS_H_
