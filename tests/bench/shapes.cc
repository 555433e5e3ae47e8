// shapes SHAPE N: prints a text whose cost should grow with N and no faster.
//
//   series       N series, 1,000 a family
//   labels       10,000 series with N labels each
//   value-bytes  10,000 series whose label value has N bytes
//
// The others are what somebody would send who wants a reader to be slow:
//
//   one-family, shuffled (the same in no order), broken-order (in order but
//   for the last one), broken-orders (N / 8 such families), family-a-line,
//   interleaved (four rounds over N / 4 families),
//   repeated (one series), same-labels (N families), many-labels and
//   equal-labels (of one series), turned-labels (N of each of 20 series, each
//   in another order), invalid (lines), long-lines (N bytes in lines of
//   65,535), collisions (for whoever takes the key for 0)

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "promfile/check/validate.h"

namespace {

// Collects a text, and prints it piece by piece.
class Out {
 public:
  ~Out() { Flush(); }
  template <typename... Parts>
  void Add(const Parts&... parts) {
    absl::StrAppend(&text_, parts...);
    if (text_.size() > (size_t{1} << 20)) Flush();
  }

 private:
  void Flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }
  std::string text_;
};

void Series(uint64_t n, Out& out) {
  constexpr uint64_t kOfAFamily = 1000;
  for (uint64_t i = 0; i < n; ++i) {
    const uint64_t family = i / kOfAFamily;
    if (i % kOfAFamily == 0) {
      out.Add("# HELP job_", family, "_bytes Size.\n# TYPE job_", family,
              "_bytes gauge\n");
    }
    out.Add("job_", family, "_bytes{host=\"h", i % 97, "\",item=\"", i, "\"} ",
            i, ".5\n");
  }
}

void Labels(uint64_t n, Out& out) {
  for (int series = 0; series < 10000; ++series) {
    out.Add("m{");
    for (uint64_t i = 0; i < n; ++i) {
      out.Add("label_", i, "=\"v", series, "_", i, "\",");
    }
    out.Add("} 1\n");
  }
}

void ValueBytes(uint64_t n, Out& out) {
  const std::string value(n, 'x');
  for (int series = 0; series < 10000; ++series) {
    out.Add("m{path=\"", value.substr(1), series % 10, "\",item=\"", series,
            "\"} 1\n");
  }
}

void OneFamily(uint64_t n, Out& out) {
  for (uint64_t i = 0; i < n; ++i) out.Add("m{item=\"", i, "\"} 1\n");
}

void Shuffled(uint64_t n, Out& out) {
  constexpr uint64_t kPrime = 7919;  // n is no multiple of it
  for (uint64_t i = 0; i < n; ++i) {
    out.Add("m{item=\"", i * kPrime % n, "\"} 1\n");
  }
}

void FamilyALine(uint64_t n, Out& out) {
  for (uint64_t i = 0; i < n; ++i) out.Add("metric_", i, " 1\n");
}

void Interleaved(uint64_t n, Out& out) {
  for (int round = 0; round < 4; ++round) {
    for (uint64_t i = 0; i < n / 4; ++i) {
      out.Add("metric_", i, "{round=\"", round, "\"} 1\n");
    }
  }
}

void Repeated(uint64_t n, Out& out) {
  for (uint64_t i = 0; i < n; ++i) out.Add("m{a=\"x\"} 1\n");
}

void SameLabels(uint64_t n, Out& out) {
  for (uint64_t i = 0; i < n; ++i) out.Add("metric_", i, "{a=\"x\"} 1\n");
}

void ManyLabels(uint64_t n, Out& out) {
  out.Add("m{");
  for (uint64_t i = 0; i < n; ++i) out.Add("label_", i, "=\"x\",");
  out.Add("} 1\n");
}

void EqualLabels(uint64_t n, Out& out) {
  out.Add("m{");
  for (uint64_t i = 0; i < n; ++i) out.Add("a=\"x\",");
  out.Add("} 1\n");
}

void TurnedLabels(uint64_t n, Out& out) {
  for (uint64_t series = 0; series < 20; ++series) {
    out.Add("m{");
    for (uint64_t i = 0; i < n; ++i) {
      out.Add("label_", (i + n * series / 20) % n, "=\"v", series, "\",");
    }
    out.Add("} 1\n");
  }
}

void Invalid(uint64_t n, Out& out) {
  for (uint64_t i = 0; i < n; ++i) out.Add("9{a=\"", i, "\"} x\n");
}

void LongLines(uint64_t n, Out& out) {
  constexpr uint64_t kLine = 65535;
  for (uint64_t i = 0; i < n / kLine; ++i) {
    const std::string number = absl::StrFormat("%06d", i);
    const std::string head = absl::StrCat("m{a=\"", number);
    out.Add(head, std::string(kLine - head.size() - 4, 'x'), "\"} 1\n");
  }
}

// Out of 64 N series those N whose hashes, if the key were 0, stand nearest to
// the beginning of the table of SeriesOfFamilies for N: it would search through
// all of them for each.
void Collisions(uint64_t n, Out& out) {
  std::string text;
  for (uint64_t i = 0; i < 64 * n; ++i) {
    absl::StrAppend(&text, "m{item=\"", i, "\"} 1\n");
  }
  promfile::ValidateOptions options;
  options.compared = true;
  const promfile::FileReport report = promfile::ValidateText(text, options);
  std::vector<promfile::SeriesFingerprint> series = report.families[0].series;
  uint64_t slots = 16;
  while (n >= slots / 2) slots *= slots < 4096 ? 4 : 2;
  const auto place = [&](const promfile::SeriesFingerprint& one) {
    return one.high % slots;
  };
  std::sort(series.begin(), series.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  for (uint64_t i = 0; i < n; ++i) {
    out.Add("m{item=\"", series[i].line - 1, "\"} 1\n");
  }
}

void BrokenOrder(uint64_t n, Out& out) {
  for (uint64_t i = 1; i < n; ++i) out.Add("m{item=\"", i, "\"} 1\n");
  out.Add("m{item=\"0\"} 1\n");
}

void BrokenOrders(uint64_t n, Out& out) {
  for (uint64_t i = 1; i <= n; ++i) {
    out.Add("m_", i / 8, "{item=\"", i % 8 == 7 ? 0 : i, "\"} 1\n");
  }
}

constexpr struct {
  absl::string_view name;
  void (*print)(uint64_t n, Out& out);
} kShapes[] = {
    {"series", Series},
    {"labels", Labels},
    {"value-bytes", ValueBytes},
    {"one-family", OneFamily},
    {"shuffled", Shuffled},
    {"broken-order", BrokenOrder},
    {"broken-orders", BrokenOrders},
    {"family-a-line", FamilyALine},
    {"interleaved", Interleaved},
    {"repeated", Repeated},
    {"same-labels", SameLabels},
    {"many-labels", ManyLabels},
    {"equal-labels", EqualLabels},
    {"turned-labels", TurnedLabels},
    {"invalid", Invalid},
    {"long-lines", LongLines},
    {"collisions", Collisions},
};

}  // namespace

int main(int argc, char** argv) {
  for (const auto& shape : kShapes) {
    if (argc != 3 || shape.name != argv[1]) continue;
    Out out;
    shape.print(static_cast<uint64_t>(std::atoll(argv[2])), out);
    return 0;
  }
  std::fprintf(stderr, "usage: shapes SHAPE N\n");
  return 64;
}
