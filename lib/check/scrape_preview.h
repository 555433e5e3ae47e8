#ifndef PROMFILE_CHECK_SCRAPE_PREVIEW_H_
#define PROMFILE_CHECK_SCRAPE_PREVIEW_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/collector_profile.h"
#include "promfile/check/scraped_family.h"

namespace promfile {

// What one scrape of the textfile collector gives.
struct ScrapeResult {
  // The families of the files, node_textfile_mtime_seconds and
  // node_textfile_scrape_error, as node_exporter 1.5.0 serves them, without
  // what the exporter says of itself and of the host.
  std::string text;
  // The worst that happens. kCrash, kHang: the exporter dies or never answers,
  // and `text` is empty.
  Effect effect = Effect::kAccept;
  // Families of which chance decides what is served; `text` leaves them out.
  std::set<std::string> left_to_chance;
};

// Puts files together as the textfile collector and the registry of
// node_exporter 1.5.0 do. Pure; not thread-safe. Memory: all series.
class ScrapePreview {
 public:
  // A file, in the order in which the collector reads them. `path` is the
  // directory as the exporter was given it, cleaned, and the name;
  // `modified_seconds` are whole ones since 1970.
  void AddFile(const std::string& path, absl::string_view text,
               int64_t modified_seconds);
  // A file or directory that the collector cannot read.
  void AddUnreadable() {
    failed_ = true;
    Worsen(Effect::kReject);
  }
  // A FIFO, on which the collector waits for ever.
  void AddEndless() { Worsen(Effect::kHang); }
  // Once, behind all files.
  ScrapeResult Finish();

 private:
  struct File {
    std::string path;
    double modified_seconds = 0;
    std::vector<ScrapedFamily> families;
  };
  // A family name in the registry.
  struct Known {
    ScrapedFamily family;
    std::set<std::string> labels;  // of its series
    bool by_chance = false;
  };

  void Worsen(Effect effect) { effect_ = std::max(effect_, effect); }
  void FillInHelp();
  void RegisterFile(std::vector<ScrapedFamily> families);
  void Register(ScrapedFamily family);
  Known* FindColliding(const ScrapedFamily& family);
  void RegisterOwn();
  void MeetExporter();
  std::string Write();

  Effect effect_ = Effect::kAccept;
  bool failed_ = false;
  std::vector<File> files_;
  std::map<std::string, Known> known_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_SCRAPE_PREVIEW_H_
