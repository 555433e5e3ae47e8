#ifndef PROMFILE_TESTS_FAULTS_CALL_LABEL_H_
#define PROMFILE_TESTS_FAULTS_CALL_LABEL_H_

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/faults/tracer.h"

namespace promfile {

// What a system call of promfile is for, in words that are the same in every
// run: "fsync" of "the new file".
struct CallLabel {
  std::string call;
  std::string object;
  // Between vfork and exec, in the process that becomes COMMAND.
  bool in_child = false;

  bool operator<(const CallLabel& other) const {
    return std::tie(call, object, in_child) <
           std::tie(other.call, other.object, other.in_child);
  }
  bool operator==(const CallLabel& other) const {
    return call == other.call && object == other.object &&
           in_child == other.in_child;
  }
  std::string Text() const { return call + " of " + object; }
};

inline constexpr char kStartUp[] = "the C library's start";

// Follows one run: which descriptor is what is known from how it was opened.
class CallLabels {
 public:
  // `target` is the name of the file that is replaced, `input` the path of a
  // file that is read, if there is one.
  CallLabels(std::string target, std::string input)
      : target_(std::move(target)), input_(std::move(input)) {}

  // At the entry of `call`. Each call once, in order.
  CallLabel At(const StoppedCall& call);
  // At its exit, with what At() said.
  void Done(const StoppedCall& call, const CallLabel& label);

 private:
  std::string ObjectOf(const StoppedCall& call, const std::string& name);
  std::string Opened(const StoppedCall& call);
  std::string Named(const std::string& name, bool created);
  std::string Descriptor(const StoppedCall& call, int fd);

  const std::string target_;
  const std::string input_;
  std::map<int, std::string> descriptors_;
  std::set<std::string> ours_;  // temporary names of this run
  bool started_ = false;        // main() has begun
  bool locked_ = false;
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_CALL_LABEL_H_
