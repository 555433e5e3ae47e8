// A line is told to a visitor as if it stood alone, whatever lines stand around
// it and however the text is cut; and what a line is said to have in common
// with the one before, it has.

#include <string>
#include <vector>

#include "promfile/text/text_parser.h"
#include "tests/fuzz/law.h"
#include "tests/text/event_log.h"

namespace promfile {

void HoldLaw(absl::string_view input) {
  const EventLog whole = Parse(input);
  Demand(whole.events() == EventsLineByLine(input),
         "the lines around a line make a difference");
  Demand(whole.wrong_hints().empty(),
         "a resemblance is told that is not there");
  for (const size_t piece : {size_t{1}, size_t{19}, size_t{64}}) {
    const EventLog pieces = ParseInPieces(input, piece);
    Demand(pieces.events() == whole.events(),
           "the size of the pieces makes a difference");
    Demand(pieces.wrong_hints().empty(),
           "in pieces, a resemblance is told that is not there");
  }
  // Nor does what the parser has read before, where these lines stand now.
  EventLog ignored;
  TextParser parser(ignored);
  for (const size_t size : {input.size() / 2, input.size(), input.size()}) {
    EventLog again;
    parser.Begin(again);
    parser.Feed(input.substr(0, size));
    parser.Finish();
    Demand(again.wrong_hints().empty(),
           "behind another text, a resemblance is told that is not there");
    Demand(size != input.size() || again.events() == whole.events(),
           "the text before makes a difference");
  }
  // A bound on lines, too, does not depend on the pieces.
  Demand(ParseInPieces(input, 7, 64).events() == Parse(input, 64).events(),
         "the bound on lines depends on the size of the pieces");
}

}  // namespace promfile
