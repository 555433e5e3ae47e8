// Holds the validator's memory of series against a model that keeps every
// label set as it is, on random files.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "promfile/exposition/value.h"

namespace promfile {
namespace {

using ::testing::ElementsAreArray;

using Labels = std::map<std::string, std::string>;

struct Line {
  std::string family;
  std::string suffix;
  std::vector<std::pair<std::string, std::string>> labels;
};

std::string TextOf(const Line& line) {
  std::string text = absl::StrCat(line.family, line.suffix);
  const char* separator = "{";
  for (const auto& [name, value] : line.labels) {
    absl::StrAppend(&text, separator, name, "=\"", value, "\"");
    separator = ",";
  }
  return absl::StrCat(text, *separator == ',' ? "}" : "", " 1\n");
}

std::string BoundName(const std::string& family) {
  return family[0] == 'h' ? "le" : family[0] == 's' ? "quantile" : "";
}

// What a collector does, per family: parses all lines, then fills in missing
// labels, then drops what is there already.
class Model {
 public:
  void Add(const Line& line, uint32_t number) {
    Family& family = families_[line.family];
    Labels labels(line.labels.begin(), line.labels.end());
    const std::string bound_name = BoundName(line.family);
    if (bound_name.empty()) {
      AddMetric(labels, line.family, number);
      return;
    }
    double bound = 0;
    const bool has_bound =
        labels.count(bound_name) == 1 && ParseValue(labels[bound_name], &bound);
    labels.erase(bound_name);
    if (family.metrics.insert(labels).second) {
      AddMetric(labels, line.family, number);
    }
    std::string part = line.suffix;
    if (part != "_sum" && part != "_count") {
      if (!has_bound) {
        found_.insert({number, "ignored-sample"});
        return;
      }
      part.clear();
      AppendValue(bound == 0 ? 0 : bound, &part);
    }
    if (!family.parts[labels].insert(part).second) {
      found_.insert({number, "repeated-bucket"});
    }
  }

  std::vector<std::pair<uint32_t, std::string>> Findings() {
    for (auto& [name, family] : families_) {
      if (std::any_of(family.all_labels.begin(), family.all_labels.end(),
                      [&family = family](const Labels& labels) {
                        return labels.size() < family.label_names.size();
                      })) {
        found_.insert({family.first_line, "padded-labels"});
      }
    }
    return {found_.begin(), found_.end()};
  }

 private:
  struct Family {
    uint32_t first_line = 0;
    std::set<std::string> label_names;
    std::vector<Labels> all_labels;
    std::set<Labels> metrics;      // of a histogram or summary: as written
    std::set<Labels> with_values;  // what a metric is once it is padded
    std::map<Labels, std::set<std::string>> parts;
  };

  void AddMetric(const Labels& labels, const std::string& name,
                 uint32_t number) {
    Family& family = families_[name];
    if (family.first_line == 0) family.first_line = number;
    for (const auto& label : labels) family.label_names.insert(label.first);
    family.all_labels.push_back(labels);
    Labels with_values;
    for (const auto& label : labels) {
      if (!label.second.empty()) with_values.insert(label);
    }
    if (!family.with_values.insert(with_values).second) {
      found_.insert({number, "duplicate-series"});
    }
  }

  std::map<std::string, Family> families_;
  std::set<std::pair<uint32_t, std::string>> found_;
};

class LineMaker {
 public:
  explicit LineMaker(unsigned seed) : random_(seed) {}

  Line Next() {
    // Often a line like one before, which may be long ago.
    if (!lines_.empty() && random_() % 3 == 0) {
      Line line = lines_[random_() % lines_.size()];
      std::shuffle(line.labels.begin(), line.labels.end(), random_);
      return line;
    }
    Line line = last_;
    if (random_() % 4 == 0) {
      line.family = Pick({"m", "n", "h", "hh", "s"});
      line.labels.clear();
    }
    line.suffix = "";
    if (line.family[0] == 'h')
      line.suffix = Pick({"_bucket", "_bucket", "_sum", "_count", ""});
    if (line.family[0] == 's') line.suffix = Pick({"", "_sum", "_count"});
    if (random_() % 2 == 0 || line.labels.empty()) {
      std::set<std::string> names;
      line.labels.clear();
      for (size_t n = random_() % 4; n > 0; --n) {
        std::string name = Pick({"a", "b", "c"});
        if (names.insert(name).second) line.labels.push_back({name, Value()});
      }
    } else {
      line.labels[random_() % line.labels.size()].second = Value();
    }
    const std::string bound_name = BoundName(line.family);
    line.labels.erase(std::remove_if(line.labels.begin(), line.labels.end(),
                                     [&](const auto& label) {
                                       return label.first == "le" ||
                                              label.first == "quantile";
                                     }),
                      line.labels.end());
    if (!bound_name.empty() && random_() % 8 != 0) {
      line.labels.insert(
          line.labels.begin() +
              static_cast<ptrdiff_t>(random_() % (line.labels.size() + 1)),
          {bound_name, Pick({"1", "1.0", "2", "0", "-0", "+Inf", "inf", "0.25",
                             "2.5e-1"})});
    }
    last_ = line;
    lines_.push_back(line);
    return line;
  }

 private:
  std::string Pick(const std::vector<const char*>& choices) {
    return choices[random_() % choices.size()];
  }
  std::string Value() { return Pick({"", "", "x", "y", "\\n", "\xC3\xA4"}); }

  std::mt19937 random_;
  Line last_{"m", "", {}};
  std::vector<Line> lines_;
};

// In pieces of `chunk` bytes; if that is all, as a text that is there as a
// whole.
std::vector<std::pair<uint32_t, std::string>> FindingsOf(
    const std::string& text, size_t chunk) {
  Validator validator((ValidateOptions()));
  FileReport report;
  if (chunk == text.size()) {
    report = validator.Validate(text);
  } else {
    for (size_t at = 0; at < text.size(); at += chunk) {
      validator.Feed(absl::string_view(text).substr(at, chunk));
    }
    report = validator.Finish();
  }
  std::vector<std::pair<uint32_t, std::string>> found;
  for (const Finding& finding : report.findings.list) {
    found.push_back({finding.at.line, Rule(finding.rule).name});
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(DuplicatesTest, AreThoseOfACollectorThatRemembersEverything) {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    std::string text =
        "# TYPE h histogram\n# TYPE hh histogram\n# TYPE s summary\n";
    LineMaker maker(seed);
    Model model;
    const uint32_t lines = 5 + seed % 60;
    for (uint32_t number = 4; number < 4 + lines; ++number) {
      Line line = maker.Next();
      // More labels than the shape of a line may have.
      for (int i = 0; seed % 3 == 0 && i < 16; ++i) {
        line.labels.insert(line.labels.begin(), {absl::StrCat("l", i), "x"});
      }
      text.append(TextOf(line));
      model.Add(line, number);
    }
    // Texts that are shorter are copied before they are read.
    text.append("#").append(5000, 'x').append("\n");
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", text));
    const auto expected = model.Findings();
    ASSERT_THAT(FindingsOf(text, text.size()), ElementsAreArray(expected));
    ASSERT_THAT(FindingsOf(text, 1 + seed % 70), ElementsAreArray(expected));
  }
}

// Labels are hashed in the order in which their names were written first, or
// each for itself if there are many names or sets of names.
TEST(DuplicatesTest, AreFoundWhateverTheOrderOfTheLabels) {
  std::mt19937 random(3);
  std::string text = "# TYPE m gauge\n";
  uint32_t number = 1;
  std::vector<std::pair<uint32_t, std::string>> expected = {
      {2, Rule(RuleId::kPaddedLabels).name}};
  const auto add = [&](const Line& line, absl::string_view separator) {
    text.append("m{");
    for (const auto& [name, value] : line.labels) {
      if (text.back() != '{') absl::StrAppend(&text, separator);
      absl::StrAppend(&text, name, "=\"", value, "\"");
    }
    text.append("} 1\n");
    ++number;
  };
  for (int set = 0; set < 60; ++set) {
    Line line;
    const int labels = 1 + set % 18 + (set % 10 == 7 ? 100 : 0);
    for (int i = 0; i < labels; ++i) {
      line.labels.push_back({absl::StrCat("l", random() % 1000, "_", i),
                             absl::StrCat("value", random() % 1000)});
    }
    std::vector<Line> series(3, line);
    for (size_t i = 0; i < series.size(); ++i) {
      series[i].labels.back().second = absl::StrCat("v", i);
      // Some in the order of the first one.
      if (i > 0 && set % 3 != 0) {
        std::shuffle(series[i].labels.begin(), series[i].labels.end(), random);
      }
      add(series[i], i % 2 == 0 ? "," : ", ");
    }
    for (int again = 0; again < 6; ++again) {
      Line other = series[random() % series.size()];
      // Once as it is; then in another order and with labels without a value.
      for (int i = 0; i < again % 3; ++i) {
        other.labels.push_back({absl::StrCat("empty", i), ""});
      }
      if (again > 0) {
        std::shuffle(other.labels.begin(), other.labels.end(), random);
      }
      add(other, again % 2 == 0 ? "," : " ,");
      expected.push_back({number, Rule(RuleId::kDuplicateSeries).name});
    }
  }
  EXPECT_THAT(FindingsOf(text, text.size()), ElementsAreArray(expected));
  EXPECT_THAT(FindingsOf(text, 300), ElementsAreArray(expected));
}

// Values are hashed in steps of many bytes, and the text may end behind them.
// An address sanitizer sees what is read too far.
TEST(DuplicatesTest, AreFoundWithoutReadingBehindTheText) {
  // Names of labels that the shape of a line may have, and others.
  for (const size_t name_bytes : {1, 150}) {
    for (int labels = 1; labels < 40; ++labels) {
      std::string text = "# TYPE m gauge\n";
      uint32_t lines = 1;
      // Shorter texts are copied.
      for (; text.size() < 5000 || lines < 5; ++lines) {
        text.append("m{");
        for (int i = 0; i < labels; ++i) {
          absl::StrAppend(&text, i == 0 ? "" : ",",
                          std::string(name_bytes, 'l'), i, "=\"",
                          lines * 7919 % 1000, "\"");
        }
        text.append("}1\n");
      }
      text.append(text, text.rfind("m{"), text.npos);
      // Of its very size.
      const std::vector<char> exact(text.begin(), text.end());
      ValidateOptions options;
      options.limits = NoLimits();
      Validator validator(options);
      validator.Feed(absl::string_view(exact.data(), exact.size()));
      const FileReport report = validator.Finish();
      SCOPED_TRACE(text);
      ASSERT_EQ(report.findings.list.size(), 1u);
      EXPECT_EQ(report.findings.list[0].at.line, lines + 1);
    }
  }
}

// Series that come in order are not looked for, until one does not.
void FindAmongSeriesInOrder(uint32_t first_host, uint32_t cpus) {
  constexpr uint32_t kSeries = 300;
  const auto line = [=](uint32_t i) {
    return absl::StrCat("m{host=\"h", first_host + i / cpus, "\",cpu=\"",
                        i % cpus, "\"} ", i, "\n");
  };
  for (uint32_t at = 0; at <= kSeries; at += 23) {
    for (const uint32_t again : {uint32_t{0}, at / 2, at > 0 ? at - 1 : 0}) {
      if (again >= at) continue;
      std::string text = "# TYPE m gauge\n";
      for (uint32_t i = 0; i < at; ++i) text.append(line(i));
      const std::string spellings[] = {
          line(again),
          absl::StrCat("m{cpu=\"", again % cpus, "\",host=\"h",
                       first_host + again / cpus, "\"} 1\n"),
          absl::StrCat("m{host=\"h", first_host + again / cpus, "\",cpu=\"",
                       again % cpus, "\",x=\"\"} 1\n"),
      };
      for (const std::string& spelling : spellings) {
        std::string whole = absl::StrCat(text, spelling);
        for (uint32_t i = at; i < kSeries; ++i) whole.append(line(i));
        whole.append(absl::StrCat("other 1\n", line(kSeries - 1)));
        SCOPED_TRACE(absl::StrCat(again, " again behind ", at, ": ", spelling));
        const std::string duplicate = Rule(RuleId::kDuplicateSeries).name;
        std::vector<std::pair<uint32_t, std::string>> expected = {
            {2 + at, duplicate},
            {2 + kSeries + 2, duplicate},
        };
        if (spelling.find('x') != std::string::npos) {
          expected.push_back({2, Rule(RuleId::kPaddedLabels).name});
          std::sort(expected.begin(), expected.end());
        }
        for (const size_t piece : {whole.size(), size_t{4096}, size_t{777}}) {
          ASSERT_THAT(FindingsOf(whole, piece), ElementsAreArray(expected))
              << "in pieces of " << piece;
        }
      }
    }
  }
}

TEST(DuplicatesTest, AreFoundBehindAndAmongSeriesInOrder) {
  FindAmongSeriesInOrder(100000, 7);
}

// "9" comes before "10", if all of them are of that order.
TEST(DuplicatesTest, AreFoundBehindAndAmongSeriesInTheOrderOfNumbers) {
  FindAmongSeriesInOrder(100000, 12);
  FindAmongSeriesInOrder(1, 7);
}

// One label counts, and the others have no order. Some lines break the row:
// what is said must not depend on whether the text was there as a whole.
TEST(DuplicatesTest, AreFoundWhateverBreaksARow) {
  const std::string names[] = {"m", "n", "h_bucket"};
  int duplicates = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    std::string text = "# TYPE m gauge\n# TYPE n counter\n# TYPE h histogram\n";
    uint32_t counts[3] = {seed % 20, 8, 0};
    unsigned now = 0;
    const unsigned breaks = 4 + seed % 60;
    for (int i = 0; i < 250; ++i) {
      const std::string& name = names[now];
      uint32_t number = counts[now]++;
      std::string zone = std::string(1, static_cast<char>('a' + random() % 4));
      std::string end = absl::StrCat("} ", random() % 100, "\n");
      const unsigned what = random() % breaks;
      if (what == 0) number = random() % counts[now];
      if (what == 1) text.append("# a comment\n");
      if (what == 2) text.append("no sample\n");
      if (what == 3) now = random() % 3;
      if (what == 4) zone = "\\n\xC3\xA4";
      if (what == 5) zone = "";
      if (what == 6) end = "} -3\n";
      if (what == 7) end = "} 3 1000\n";
      if (what == 8) text.append("# TYPE m gauge\n");
      const std::string bound = now == 2 ? ",le" : ",n";
      const std::string pod = absl::StrCat(bound, "=\"", number / 7, "\"");
      text.append(absl::StrCat(name, "{"));
      if (what == 9) text.append(absl::StrCat(pod.substr(1), ","));
      text.append(absl::StrCat("zone=\"", zone, "\",c=\"c", number, "\""));
      if (what != 9) text.append(pod);
      text.append(end);
    }
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", text));
    const auto found = FindingsOf(text, text.size());
    ASSERT_THAT(found, ElementsAreArray(FindingsOf(text, 777)));
    for (const auto& finding : found) {
      if (finding.second == Rule(RuleId::kDuplicateSeries).name) ++duplicates;
    }
  }
  EXPECT_GT(duplicates, 300);
}

// In a large family the search is put off by some lines. What is found is told
// all the same as if each line had been looked for at once: with its own text,
// and in the order of the lines.
TEST(DuplicatesTest, AreToldWhereTheyStandInALargeFamily) {
  constexpr uint32_t kSeries = 6000;
  const auto line = [](absl::string_view family, uint32_t i) {
    // In no order.
    return absl::StrCat(family, "{host=\"h", i * 7919 % 10007, "\"} ", i, "\n");
  };
  for (uint32_t behind = 0; behind < 70; behind += 3) {
    std::string text = "# TYPE m gauge\n# TYPE n gauge\n";
    for (uint32_t i = 0; i < kSeries; ++i) text.append(line("m", i));
    uint32_t number = 2 + kSeries;
    std::vector<std::string> expected;
    const auto duplicate = [&](absl::string_view family, uint32_t i,
                               uint32_t first) {
      const std::string again = line(family, i);
      text.append(again);
      expected.push_back(
          absl::StrCat(++number, ":1: series of '", family, "' stands in line ",
                       first, " already: ", again.substr(0, again.size() - 1)));
    };
    duplicate("m", 17, 3 + 17);
    for (uint32_t i = 0; i < behind; ++i, ++number) {
      text.append(line("m", kSeries + i));
    }
    duplicate("m", behind, 3 + behind);
    // Others that find something, and the end of the family.
    text.append("m{a=\"\n");
    expected.push_back(
        absl::StrCat(++number, ":5: value of label 'a' is not closed: m{a=\""));
    duplicate("m", 4000, 3 + 4000);
    text.append(line("n", 0));
    ++number;
    duplicate("m", 5000, 3 + 5000);
    duplicate("n", 0, number - 1);
    for (const size_t piece : {text.size(), size_t{4096}, size_t{777}}) {
      Validator validator((ValidateOptions()));
      for (size_t at = 0; at < text.size(); at += piece) {
        // A piece of its own in memory, which then goes away.
        validator.Feed(text.substr(at, piece));
      }
      std::vector<std::string> found;
      for (const Finding& finding : validator.Finish().findings.list) {
        found.push_back(absl::StrCat(finding.at.line, ":", finding.at.column,
                                     ": ", finding.message, ": ",
                                     finding.excerpt));
      }
      ASSERT_THAT(found, ElementsAreArray(expected))
          << behind << " lines behind, in pieces of " << piece;
    }
  }
}

// One that stands before them breaks the order for good: those that ascend from
// it may be there already.
TEST(DuplicatesTest, AreFoundInASecondRowOfSeriesInOrder) {
  std::string row;
  for (int i = 0; i < 50; ++i) {
    absl::StrAppend(&row, "m{host=\"h", 100 + i, "\"} 1\n");
  }
  const std::string text = absl::StrCat(row, "m{host=\"a\"} 1\n", row);
  std::vector<std::pair<uint32_t, std::string>> expected;
  for (uint32_t line = 52; line <= 101; ++line) {
    expected.push_back({line, Rule(RuleId::kDuplicateSeries).name});
  }
  EXPECT_THAT(FindingsOf(text, text.size()), ElementsAreArray(expected));
  EXPECT_THAT(FindingsOf(text, 500), ElementsAreArray(expected));
}

// What comes in order is compared with a copy of the line before where a piece
// begins; the quote that ends a value counts there as well.
TEST(DuplicatesTest, AreFoundAcrossPiecesWhateverComesBeforeAQuote) {
  const std::string first = "m{x=\"ab \"} 1\nm{x=\"ab\"} 1\n";
  std::string second = "m{x=\"ab \"} 1\n";
  for (int i = 0; i < 20; ++i) {
    absl::StrAppend(&second, "m{x=\"b", 10 + i, "\"} 1\n");
  }
  // So that the lines of the first piece have room, too.
  const std::string room = "#" + std::string(300, 'x') + "\n";
  const std::string text = absl::StrCat(first, room, second);
  const std::vector<std::pair<uint32_t, std::string>> expected = {
      {4, Rule(RuleId::kDuplicateSeries).name}};
  EXPECT_THAT(FindingsOf(text, text.size()), ElementsAreArray(expected));
  EXPECT_THAT(FindingsOf(text, first.size() + room.size()),
              ElementsAreArray(expected));
}

// A line that only the newest source reads is not what the next line is
// compared with.
TEST(DuplicatesTest, AreNotSeenBehindALineThatOnlyOneCollectorReads) {
  const std::string text =
      "m{a=\"1\",b=\"2\"} 1\n"
      "{\"q\",x=\"1\",b=\"2\"} 1\n"
      "n{a=\"1\",b=\"2\"} 1\n"
      "n{x=\"1\",b=\"2\"} 1\n";
  const std::vector<std::pair<uint32_t, std::string>> expected = {
      {2, Rule(RuleId::kQuotedName).name},
      {3, Rule(RuleId::kPaddedLabels).name}};
  EXPECT_THAT(FindingsOf(text, text.size()), ElementsAreArray(expected));
}

}  // namespace
}  // namespace promfile
