#include "promfile/check/name_pattern.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "promfile/text/printable.h"
#include "re2/re2.h"

namespace promfile {

class NamePolicy::Impl {
 public:
  using Patterns = std::vector<std::unique_ptr<RE2>>;

  static absl::Status Compile(const std::vector<std::string>& sources,
                              Patterns* patterns) {
    RE2::Options options;
    options.set_log_errors(false);
    for (const std::string& source : sources) {
      auto pattern = std::make_unique<RE2>(source, options);
      if (!pattern->ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "pattern ", Quoted(source), " is not a regular expression: ",
            Printable(absl::string_view(pattern->error().data(),
                                        pattern->error().size()))));
      }
      patterns->push_back(std::move(pattern));
    }
    return absl::OkStatus();
  }

  // The first pattern that matches all of `name`, or nullptr.
  static const RE2* FirstMatch(const Patterns& patterns,
                               absl::string_view name) {
    const re2::StringPiece piece(name.data(), name.size());
    for (const auto& pattern : patterns) {
      if (RE2::FullMatch(piece, *pattern)) return pattern.get();
    }
    return nullptr;
  }

  Patterns allow;
  Patterns deny;
};

NamePolicy::NamePolicy(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NamePolicy::~NamePolicy() = default;

absl::StatusOr<std::unique_ptr<NamePolicy>> NamePolicy::Create(
    const std::vector<std::string>& allow,
    const std::vector<std::string>& deny) {
  auto impl = std::make_unique<Impl>();
  absl::Status status = Impl::Compile(allow, &impl->allow);
  if (status.ok()) status = Impl::Compile(deny, &impl->deny);
  if (!status.ok()) return status;
  return std::unique_ptr<NamePolicy>(new NamePolicy(std::move(impl)));
}

absl::Status NamePolicy::Check(absl::string_view family) const {
  const RE2* const denied = Impl::FirstMatch(impl_->deny, family);
  if (denied != nullptr) {
    return absl::PermissionDeniedError(
        absl::StrCat("matches the denied pattern ", Quoted(denied->pattern())));
  }
  if (!impl_->allow.empty() &&
      Impl::FirstMatch(impl_->allow, family) == nullptr) {
    return absl::PermissionDeniedError("matches none of the allowed patterns");
  }
  return absl::OkStatus();
}

}  // namespace promfile
