#include "tools/rules_command.h"

#include "tools/exit_code.h"
#include "tools/rules_text.h"

namespace promfile {

int RunRules(const Arguments& arguments, Edges& edges) {
  const bool recording = !arguments.options.empty();  // There is no other one.
  edges.console.Out(recording ? RecordingRules() : AlertingRules());
  return kExitOk;
}

}  // namespace promfile
