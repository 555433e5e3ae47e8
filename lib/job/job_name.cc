#include "promfile/job/job_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

constexpr absl::string_view kSuffix = ".prom";
constexpr absl::string_view kOwnFile = "promfile";
constexpr size_t kMaxFileNameBytes = 200;
constexpr char kDigits[] = "0123456789ABCDEF";

absl::string_view WithoutProm(absl::string_view name) {
  if (absl::EndsWith(name, kSuffix)) name.remove_suffix(kSuffix.size());
  return name;
}

bool IsControlAt(absl::string_view name, size_t i) {
  const auto byte = [&](size_t at) {
    return at < name.size() ? static_cast<unsigned char>(name[at]) : 0;
  };
  if (byte(i) < 0x20 || byte(i) == 0x7f) return true;
  // C1, which terminals obey, has two bytes in UTF-8: c2 80 to c2 9f.
  if (byte(i) == 0xc2) return byte(i + 1) < 0xa0;
  return i > 0 && byte(i - 1) == 0xc2 && byte(i) < 0xa0;
}

bool IsEscapedAt(absl::string_view name, size_t i) {
  const char c = name[i];
  if (c == '/' || c == '%' || IsControlAt(name, i)) return true;
  return i == 0 && (c == '.' || c == '-' || name == kOwnFile);
}

// -1 for what is no upper-case hexadecimal digit.
int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

absl::StatusOr<JobName> MakeJobName(absl::string_view typed) {
  JobName name;
  name.label = std::string(WithoutProm(typed));
  if (name.label.empty()) {
    return absl::InvalidArgumentError("the name of the job is empty");
  }
  if (!IsUtf8(name.label)) {
    return absl::InvalidArgumentError("the name of the job is not UTF-8");
  }
  for (size_t i = 0; i < name.label.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name.label[i]);
    if (IsEscapedAt(name.label, i)) {
      name.file_name += '%';
      name.file_name += kDigits[byte >> 4];
      name.file_name += kDigits[byte & 15];
    } else {
      name.file_name += name.label[i];
    }
  }
  absl::StrAppend(&name.file_name, kSuffix);
  if (name.file_name.size() > kMaxFileNameBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the name of the job is too long: its file name would have ",
        name.file_name.size(), " bytes, ", kMaxFileNameBytes, " are allowed"));
  }
  return name;
}

std::string LabelOfJobFile(absl::string_view file_name) {
  const absl::string_view stem = WithoutProm(file_name);
  std::string label;
  for (size_t i = 0; i < stem.size(); ++i) {
    if (stem[i] == '%' && i + 2 < stem.size() && DigitValue(stem[i + 1]) >= 0 &&
        DigitValue(stem[i + 2]) >= 0) {
      label += static_cast<char>(DigitValue(stem[i + 1]) * 16 +
                                 DigitValue(stem[i + 2]));
      i += 2;
    } else {
      label += stem[i];
    }
  }
  return label;
}

}  // namespace promfile
