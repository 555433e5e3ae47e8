#include "tools/commands.h"

#include "tools/check_command.h"
#include "tools/declare_command.h"
#include "tools/preview_command.h"
#include "tools/report_command.h"
#include "tools/rules_command.h"
#include "tools/run_command.h"
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
    {"normalize", 0, nullptr,
     "first repair what is safe, and say so: CR LF, a byte order mark, blanks "
     "behind values, a missing last newline; and convert OpenMetrics"},
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
    {"verbose", 'v', nullptr,
     "print a line about every PATH, and what a directory costs"},
    kHelp,
};

// What the commands that publish a job's run have in common.
constexpr Option kJobDirectory = {"directory", 'd', "DIR",
                                  "the textfile directory; see 'write --help'"};
constexpr Option kJobDurability = {
    "durability", 0, "LEVEL",
    "full: on disk before the exit (default); atomic: a power cut leaves the "
    "old file or the new one; none: for a file system in memory"};
constexpr Option kJobEvery = {
    "every", 0, "DURATION",
    "how often the job is expected to succeed: 15m, 24h, 7d; kept until it is "
    "changed"};
constexpr Option kJobLabel = {
    "label", 0, "NAME=VALUE",
    "a label for the metrics of the job; may be repeated"};
constexpr Option kJobSuccessCodes = {
    "success-codes", 0, "LIST",
    "exit codes that mean success, 0 by default: 0,2"};
constexpr Option kJobQuiet = {"quiet", 'q', nullptr, "print errors only"};

constexpr const char* kRunSynopsis[] = {"run [OPTIONS] NAME -- COMMAND..."};
constexpr const char* kJobOperands[] = {"NAME"};
constexpr Option kRunOptions[] = {
    kJobDirectory,
    kJobEvery,
    {"timeout", 0, "DURATION",
     "then send TERM to COMMAND and its process group, and exit 124"},
    {"kill-after", 0, "DURATION",
     "time between TERM and KILL after a time-out, 10s by default"},
    {"lock", 0, nullptr,
     "if another run of NAME has not ended, count this one as skipped and exit "
     "75"},
    {"lock-wait", 0, "DURATION", "the same, but wait so long for it first"},
    {"quiet-on-success", 0, nullptr,
     "show what COMMAND prints only if it fails"},
    {"metrics", 0, nullptr,
     "COMMAND's standard output is metrics, published with the result if it "
     "succeeds and they are valid"},
    {"strict", 0, nullptr,
     "exit 125 if COMMAND succeeds and something cannot be published"},
    kJobSuccessCodes,
    kJobLabel,
    kJobDurability,
    kJobQuiet,
    {"verbose", 'v', nullptr, "say how the job went"},
    kHelp,
};

constexpr const char* kReportSynopsis[] = {
    "report [OPTIONS] NAME --exit-code N",
    "report [OPTIONS] NAME --systemd",
};
constexpr Option kReportOptions[] = {
    kJobDirectory,
    {"exit-code", 0, "N", "the exit code of the run, $? in a shell"},
    {"systemd", 0, nullptr,
     "take it from SERVICE_RESULT, EXIT_CODE and EXIT_STATUS, which systemd "
     "gives to ExecStopPost=, or from MONITOR_..., which it gives to "
     "OnFailure="},
    {"started", 0, "TIME",
     "when the run began: seconds since 1970, or 2026-01-31T03:00:00Z"},
    {"duration", 0, "DURATION", "how long the run took"},
    kJobSuccessCodes,
    kJobEvery,
    kJobLabel,
    kJobDurability,
    kJobQuiet,
    kHelp,
};

constexpr const char* kDeclareSynopsis[] = {
    "declare [OPTIONS] NAME --every DURATION"};
constexpr Option kDeclareOptions[] = {
    kJobDirectory, kJobEvery, kJobLabel, kJobDurability, kJobQuiet, kHelp,
};

constexpr const char* kRulesSynopsis[] = {"rules [OPTIONS]"};
constexpr Option kRulesOptions[] = {
    {"recording", 0, nullptr,
     "print recording rules for a fleet instead: the share of hosts on which a "
     "job is overdue, failing or running"},
    kHelp,
};

constexpr const char* kPreviewSynopsis[] = {"preview [OPTIONS] [PATH]"};
constexpr const char* kPreviewOperands[] = {"PATH"};
constexpr Option kPreviewOptions[] = {
    {"directory", 'd', "DIR", "the textfile directory, found as by write"},
    {"collector", 0, "VERSION", "node_exporter 1.5.0, the only one there is"},
    {"quiet", 'q', nullptr, "say nothing of what would not be served"},
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
    {"preview", kPreviewSynopsis,
     "print what node_exporter would serve of a file or directory",
     "Prints the exposition that node_exporter 1.5.0 would serve of PATH, or "
     "of\n"
     "the textfile directory: with node_textfile_*, without the rest of what\n"
     "the exporter says of itself and the host. Exits 1 if the exporter would\n"
     "die or never answer.",
     kPreviewOptions, kPreviewOperands, 0, false, false, RunPreview},
    {"run", kRunSynopsis, "run a batch job and publish how it went",
     "Runs COMMAND as if promfile were not there, and publishes in NAME.prom\n"
     "that it is running, then how it ended: the batch_job_* metrics. COMMAND\n"
     "is executed directly, not by a shell. It runs whatever is wrong with "
     "the\n"
     "metrics, and its exit code comes back: 128 + N if signal N killed it, "
     "124\n"
     "after a time-out (137 if it had to be killed), 126 if it cannot be\n"
     "executed, 127 if there is no such command.",
     kRunOptions, kJobOperands, 1, false, true, RunRun},
    {"report", kReportSynopsis,
     "publish a run of a batch job that has happened already",
     "For jobs that something else runs: 'job; promfile report NAME "
     "--exit-code\n"
     "$?' in a script or cron line, or in a systemd service\n"
     "ExecStopPost=promfile report %N --systemd. Exits 0 once it is "
     "published,\n"
     "whatever the exit code of the job.",
     kReportOptions, kJobOperands, 1, false, false, RunReport},
    {"declare", kDeclareSynopsis,
     "make the series of a batch job exist before its first run",
     "Configuration management declares a job where it installs it, so that a\n"
     "job that never runs is an alert. What the file says of runs stays.",
     kDeclareOptions, kJobOperands, 1, false, false, RunDeclare},
    {"rules",
     kRulesSynopsis,
     "print alerting rules for batch jobs",
     "Prints rules for Prometheus that fit every job that promfile runs. Save\n"
     "them where rule_files: of prometheus.yml looks.",
     kRulesOptions,
     {},
     0,
     false,
     false,
     RunRules},
};

}  // namespace

absl::Span<const Command> Commands() { return kCommands; }

}  // namespace promfile
