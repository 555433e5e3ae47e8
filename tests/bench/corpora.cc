#include "tests/bench/corpora.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace promfile {
namespace {

// Numerical Recipes' generator: the standard library's distributions differ
// between machines.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Below(uint64_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % bound;
  }

 private:
  uint64_t state_;
};

constexpr const char* kWords[] = {
    "alpha", "bravo", "charlie", "delta", "echo",   "foxtrot", "golf",
    "hotel", "india", "juliett", "kilo",  "lima",   "mike",    "november",
    "oscar", "papa",  "quebec",  "romeo", "sierra", "tango"};

const char* Word(Random& random) {
  return kWords[random.Below(sizeof(kWords) / sizeof(kWords[0]))];
}

// Counts, decimal fractions, exponents and the odd NaN.
std::string Value(Random& random) {
  const uint64_t kind = random.Below(100);
  if (kind < 45) return absl::StrCat(random.Below(1000000000));
  if (kind < 80) {
    return absl::StrFormat("%d.%03d", random.Below(1000), random.Below(1000));
  }
  if (kind < 97) {
    return absl::StrFormat("%d.%016de%+03d", 1 + random.Below(9),
                           random.Below(10000000000000000u),
                           static_cast<int>(random.Below(18)) - 6);
  }
  return kind == 97 ? "NaN" : kind == 98 ? "+Inf" : "0";
}

void Head(absl::string_view name, absl::string_view type, std::string* out) {
  absl::StrAppend(out, "# HELP ", name, " Current state of ", name,
                  ".\n# TYPE ", name, " ", type, "\n");
}

Corpus Small(Random& random) {
  Corpus corpus;
  for (int family = 0; family < 50; ++family) {
    const std::string name =
        absl::StrCat("job_", Word(random), "_", family, "_seconds");
    Head(name, "gauge", &corpus.text);
    for (int i = 0; i < 18; ++i, ++corpus.samples) {
      absl::StrAppendFormat(&corpus.text, "%s{job=\"%s\",step=\"%02d\"} %s\n",
                            name, Word(random), i, Value(random));
    }
  }
  return corpus;
}

Corpus Gauge(Random& random, uint64_t series) {
  Corpus corpus;
  constexpr uint64_t kFamilies = 25;
  for (uint64_t family = 0; family < kFamilies; ++family) {
    const std::string name =
        absl::StrCat("app_", Word(random), "_", family, "_current");
    Head(name, "gauge", &corpus.text);
    for (uint64_t i = 0; i < series / kFamilies; ++i, ++corpus.samples) {
      absl::StrAppendFormat(
          &corpus.text,
          "%s{region=\"eu-west-%d\",zone=\"%c\",service=\"%s-%s\","
          "version=\"%d.%d.%d\",pod=\"%s-%08x-%05d\",path=\"/srv/%s/%s\"} %s\n",
          name, random.Below(3), static_cast<char>('a' + random.Below(3)),
          Word(random), Word(random), random.Below(9), random.Below(20),
          random.Below(30), Word(random), random.Below(uint64_t{1} << 31), i,
          Word(random), Word(random), Value(random));
    }
  }
  return corpus;
}

Corpus Histogram(Random& random, uint64_t series) {
  constexpr const char* kBounds[] = {"0.005", "0.01", "0.025", "0.05", "0.1",
                                     "0.25",  "0.5",  "1",     "2.5",  "5",
                                     "10",    "30",   "60",    "+Inf"};
  Corpus corpus;
  constexpr uint64_t kFamilies = 4;
  for (uint64_t family = 0; family < kFamilies; ++family) {
    const std::string name =
        absl::StrCat("http_", kWords[family], "_request_duration_seconds");
    Head(name, "histogram", &corpus.text);
    for (uint64_t i = 0; i < series / kFamilies / 16; ++i) {
      const std::string labels =
          absl::StrFormat("handler=\"/api/v1/%s/%05d\",method=\"%s\"",
                          Word(random), i, random.Below(2) ? "GET" : "POST");
      uint64_t count = 0;
      for (const char* const bound : kBounds) {
        count += random.Below(500);
        absl::StrAppendFormat(&corpus.text, "%s_bucket{%s,le=\"%s\"} %d\n",
                              name, labels, bound, count);
      }
      absl::StrAppendFormat(&corpus.text, "%s_sum{%s} %d.%06d\n", name, labels,
                            count, random.Below(1000000));
      absl::StrAppendFormat(&corpus.text, "%s_count{%s} %d\n", name, labels,
                            count);
      corpus.samples += 16;
    }
  }
  return corpus;
}

Corpus Node(Random& random, uint64_t series) {
  constexpr struct {
    const char* name;
    const char* label;
    int values;
  } kFamilies[] = {
      {"node_cpu_seconds_total", "cpu=\"%d\",mode=\"idle\"", 16},
      {"node_cpu_guest_seconds_total", "cpu=\"%d\",mode=\"nice\"", 4},
      {"node_disk_read_bytes_total", "device=\"vd%c\"", 4},
      {"node_filesystem_avail_bytes", "mountpoint=\"/srv/%d\"", 6},
      {"node_network_receive_bytes_total", "device=\"eth%d\"", 3},
      {"node_memory_MemAvailable_bytes", "", 1},
      {"node_load1", "", 1},
      {"node_systemd_unit_state", "name=\"unit-%d.service\",state=\"active\"",
       20},
  };
  int per_host = 0;
  for (const auto& family : kFamilies) per_host += family.values;
  const uint64_t hosts = series / per_host + 1;
  Corpus corpus;
  for (const auto& family : kFamilies) {
    // Not the exporter's own names: a corpus has no errors.
    const std::string name = absl::StrCat("copy_of_", family.name);
    Head(name, "gauge", &corpus.text);
    for (uint64_t host = 0; host < hosts; ++host) {
      for (int i = 0; i < family.values; ++i, ++corpus.samples) {
        absl::StrAppendFormat(&corpus.text, "%s{host=\"h%05d\"", name, host);
        if (family.label[0] != '\0') {
          std::string label = family.label;
          const size_t hole = label.find('%');
          label.replace(hole, 2,
                        label[hole + 1] == 'c' ? std::string(1, 'a' + i)
                                               : absl::StrCat(i));
          absl::StrAppend(&corpus.text, ",", label);
        }
        absl::StrAppend(&corpus.text, "} ", Value(random), "\n");
      }
    }
  }
  return corpus;
}

}  // namespace

Corpus MakeCorpus(absl::string_view name, uint64_t series) {
  Random random(1);
  if (name == "small") return Small(random);
  if (name == "gauge") return Gauge(random, series);
  if (name == "hist") return Histogram(random, series);
  if (name == "node") return Node(random, series);
  std::abort();
}

}  // namespace promfile
