#include "promfile/system/environment.h"

#include <cstdlib>

namespace promfile {

absl::optional<std::string> ProcessEnvironment::Get(const std::string& name) {
  const char* value = secure_getenv(name.c_str());
  if (value == nullptr) return absl::nullopt;
  return std::string(value);
}

}  // namespace promfile
