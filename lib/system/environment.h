#ifndef PROMFILE_SYSTEM_ENVIRONMENT_H_
#define PROMFILE_SYSTEM_ENVIRONMENT_H_

#include <string>

#include "absl/types/optional.h"

namespace promfile {

// The environment variables of this process, so that a test can have its own.
class Environment {
 public:
  virtual ~Environment() = default;
  // The variable's value, or nullopt if it is not set.
  virtual absl::optional<std::string> Get(const std::string& name) = 0;
};

// The real one. A program that runs with more rights than its caller, set-uid
// for example, sees no variable at all: see secure_getenv(3). Thread-safe as
// long as nobody changes the environment.
class ProcessEnvironment : public Environment {
 public:
  absl::optional<std::string> Get(const std::string& name) override;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_ENVIRONMENT_H_
