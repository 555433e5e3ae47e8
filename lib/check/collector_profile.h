#ifndef PROMFILE_CHECK_COLLECTOR_PROFILE_H_
#define PROMFILE_CHECK_COLLECTOR_PROFILE_H_

#include <array>
#include <cstddef>

namespace promfile {

// The collectors that every verdict is about.
enum class Collector {
  kNodeExporter150,   // node_exporter 1.5.0, as Debian 12 ships it
  kNodeExporterHead,  // the newest source
};
inline constexpr size_t kCollectorCount = 2;

// The names that the command line and its JSON use.
inline constexpr const char* CollectorName(Collector collector) {
  return collector == Collector::kNodeExporter150 ? "1.5.0" : "head";
}

// What a collector does, worst last. Of a file, of a directory, or because of
// one finding.
enum class Effect {
  kAccept,
  kReject,  // a file is skipped whole, node_textfile_scrape_error is 1
  kDamage,  // the scrape is answered, but series are lost or replaced
  kCrash,   // the exporter dies at every scrape
  kHang,    // the exporter never answers, and soon refuses every scrape
};

// "accept", "reject", "damage", "crash", "hang".
inline constexpr const char* EffectName(Effect effect) {
  switch (effect) {
    case Effect::kAccept:
      return "accept";
    case Effect::kReject:
      return "reject";
    case Effect::kDamage:
      return "damage";
    case Effect::kCrash:
      return "crash";
    case Effect::kHang:
      return "hang";
  }
  return "";
}

// One effect for each collector, indexed by Collector.
using Effects = std::array<Effect, kCollectorCount>;

// Some of the collectors, indexed by Collector.
using Collectors = std::array<bool, kCollectorCount>;
inline constexpr Collectors kAllCollectors = {true, true};
inline constexpr Collectors kOnlyHead = {false, true};

}  // namespace promfile

#endif  // PROMFILE_CHECK_COLLECTOR_PROFILE_H_
