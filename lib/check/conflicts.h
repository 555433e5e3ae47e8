#ifndef PROMFILE_CHECK_CONFLICTS_H_
#define PROMFILE_CHECK_CONFLICTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "promfile/check/file_report.h"
#include "promfile/check/series_set.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"

namespace promfile {

// Finds what files that are fine alone do to each other in one scrape: the same
// series twice, one family with two types or two help texts, a family that has
// the name of a part of another. Each collector for itself: a file that one of
// them rejects contributes nothing there. Pure; not thread-safe.
//
// Reports must come from validators with one `hash_key`, the one given here,
// with one `label_orders`, and with `compared`.
class ConflictChecker {
 public:
  ConflictChecker(uint64_t key_a, uint64_t key_b)
      : hash_(key_a, key_b), index_(hash_) {}

  // Remembers the families and series of `file`.
  void Add(std::string file, FileReport report);

  // What is wrong between `file` and the files remembered so far, which come
  // before it in a scrape. The findings are about `file` and its lines.
  std::vector<Finding> Compare(const std::string& file,
                               const FileReport& report);

  // The same with the findings about the remembered file, which must be the
  // only one: what would `file` be, beside this one?
  std::vector<Finding> CompareWithOnly(const std::string& file,
                                       const FileReport& report);

 private:
  // A family as one file has it.
  struct Mention {
    uint32_t file = 0;
    Collectors accepted = kAllCollectors;
    FamilySummary summary;
    bool listed = false;  // its series are in series_
  };
  // A family of any file.
  struct Known {
    std::vector<Mention> mentions;
    // What the newest source remembers of its help texts.
    bool has_help = false;
    std::string help;
    bool helps_differ = false;
  };
  struct Origin {
    uint32_t file = 0;
    uint32_t line = 0;
  };
  // Two files' families that cannot be scraped together.
  struct Clash {
    RuleId rule;
    const FamilySummary* compared;
    const Mention* remembered;
    uint32_t compared_line;
    uint32_t remembered_line;
    Collectors felt_by;
  };
  using Clashes = std::vector<Clash>;

  static const Mention* FirstOf(const std::vector<Mention>& mentions,
                                size_t collector);
  static void AddClash(RuleId rule, const FamilySummary& family,
                       const Mention& mention, size_t collector,
                       Clashes* clashes);
  Clashes FindClashes(const FileReport& report);
  void FindMetadataClashes(const FamilySummary& family, const Known& known,
                           size_t collector, Clashes* clashes);
  void FindPartClashes(const FamilySummary& family, size_t collector,
                       Clashes* clashes);
  void FindSharedSeries(const FamilySummary& family,
                        const Collectors& collectors, Known* known,
                        Clashes* clashes);
  void List(Known* known);
  Hash128 SeriesHash(const FamilySummary& family,
                     const SeriesFingerprint& series) const;
  Finding Describe(const Clash& clash, bool about_compared,
                   const std::string& about, const std::string& other) const;

  const KeyedHash hash_;
  FamilyIndex index_;
  std::vector<std::string> files_;
  std::vector<Known> known_;  // by family number
  // By the collectors that accept the files they are of, a bit for each;
  // numbers are indexes of origins_.
  SeriesSet series_[1 << kCollectorCount];
  std::vector<Origin> origins_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_CONFLICTS_H_
