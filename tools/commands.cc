#include "tools/commands.h"

#include "tools/check_command.h"
#include "tools/write_command.h"

namespace promfile {
namespace {

constexpr Option kHelp = {"help", 'h', nullptr, "print this help"};

constexpr const char* kWriteSynopsis[] = {
    "write [OPTIONS] NAME [FILE]",
    "write [OPTIONS] NAME -- COMMAND...",
};
constexpr const char* kWriteOperands[] = {"NAME", "FILE"};
constexpr Option kWriteOptions[] = {
    {"directory", 'd', "DIR",
     "the textfile directory; else PROMFILE_DIRECTORY, "
     "TEXTFILE_COLLECTOR_DIR, COLLECTOR_TEXTFILE_PATH, the flags of a running "
     "node_exporter, ARGS in /etc/default/prometheus-node-exporter, or the "
     "usual places"},
    {"durability", 0, "LEVEL",
     "full: on disk before the exit (default); atomic: a power cut leaves the "
     "old file or the new one; none: for a file system in memory"},
    {"mode", 0, "MODE", "permission bits of the file, 0644 by default"},
    {"group", 0, "GROUP", "group of the file, by name or number"},
    {"allow", 0, "PATTERN",
     "publish only metric families whose whole name matches this RE2 pattern; "
     "may be repeated"},
    {"deny", 0, "PATTERN",
     "refuse metric families whose whole name matches; may be repeated"},
    {"allow-empty", 0, nullptr, "publish even if there is no sample"},
    {"strict", 0, nullptr,
     "refuse also what arrives altered or is bad style: all that check finds"},
    {"on-conflict", 0, "ACTION",
     "when the text clashes with another file of the directory: refuse "
     "(default), or warn and publish all the same"},
    {"max-bytes", 0, "SIZE", "refuse larger input, 16M by default"},
    {"max-series", 0, "COUNT", "refuse more series, 100000 by default"},
    {"timeout", 0, "DURATION",
     "give up when the input or COMMAND takes longer: 90s, 15m"},
    {"dry-run", 0, nullptr,
     "print what would be published instead of publishing it"},
    {"quiet", 'q', nullptr, "print errors only"},
    {"verbose", 'v', nullptr, "say what was published"},
    kHelp,
};

constexpr const char* kCheckSynopsis[] = {
    "check [OPTIONS] PATH...",
    "check --explain RULE",
};
constexpr const char* kCheckOperands[] = {"PATH"};
constexpr Option kCheckOptions[] = {
    {"collector", 0, "VERSION",
     "judge as node_exporter 1.5.0, head, or all of them (default)"},
    {"explain", 0, "RULE", "say what a rule means that a finding names"},
    {"no-lint", 0, nullptr, "leave out what is bad style only"},
    {"format", 0, "FORMAT",
     "text (default), json: one object a line, or github: annotations for a "
     "workflow"},
    {"quiet", 'q', nullptr, "print nothing, the exit code tells"},
    {"verbose", 'v', nullptr, "print a line about every PATH"},
    kHelp,
};

constexpr Command kCommands[] = {
    {"write", kWriteSynopsis, "validate a text and publish it atomically",
     "Standard input, or FILE, or what COMMAND prints, becomes NAME.prom in "
     "the\n"
     "textfile directory, if every node_exporter accepts it, alone and beside\n"
     "the other files. Otherwise nothing changes: the previous file stays.\n"
     "COMMAND is executed directly, not by a shell. If it fails, nothing is\n"
     "published and its exit code comes back.",
     kWriteOptions, kWriteOperands, 1, false, true, RunWrite},
    {"check", kCheckSynopsis,
     "say what a collector does with a file or directory",
     "Prints what is wrong with each file, or with all *.prom files of a\n"
     "directory together, and where, and what is bad style, as promtool says\n"
     "it. '-' is standard input. Exits 1 if a collector would refuse or lose\n"
     "something, or die of it; 3 if there is nothing but bad style. A comment\n"
     "'# promfile: allow RULE FAMILY...' in a file silences a rule of style.",
     kCheckOptions, kCheckOperands, 0, true, false, RunCheck},
};

}  // namespace

absl::Span<const Command> Commands() { return kCommands; }

}  // namespace promfile
