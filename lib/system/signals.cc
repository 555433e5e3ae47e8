#include "promfile/system/signals.h"

#include <algorithm>
#include <initializer_list>

namespace promfile {
namespace {

constexpr std::initializer_list<int> kGuarded = {SIGTERM, SIGINT, SIGHUP,
                                                 SIGQUIT, SIGXFSZ};

sigset_t SetOf(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

}  // namespace

const sigset_t& WriteSignals::Block() {
  if (!before_.has_value()) {
    const sigset_t blocked = SetOf({SIGPIPE, SIGXFSZ});
    pthread_sigmask(SIG_BLOCK, &blocked, &before_.emplace());
  }
  return *before_;
}

SignalGuard::SignalGuard() {
  const sigset_t blocked = SetOf(kGuarded);
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  // Where all of them were, there is nothing to put back.
  restore_ = std::any_of(kGuarded.begin(), kGuarded.end(), [&](int signal) {
    return sigismember(&before_, signal) == 0;
  });
}

SignalGuard::~SignalGuard() {
  if (restore_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void SignalGuard::DropFileSizeSignal() {
  if (sigismember(&before_, SIGXFSZ)) return;
  const sigset_t signal = SetOf({SIGXFSZ});
  const timespec now{};
  sigtimedwait(&signal, nullptr, &now);
}

}  // namespace promfile
