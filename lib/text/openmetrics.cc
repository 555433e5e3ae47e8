#include "promfile/text/openmetrics.h"

#include <array>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"

namespace promfile {
namespace {

constexpr char kEof[] = "# EOF";

// What one line of OpenMetrics is.
struct Line {
  enum class Kind { kNone, kHelp, kType, kUnit, kSample };
  Kind kind = Kind::kNone;
  absl::string_view name;
  absl::string_view rest;  // text, type or unit; of a sample, what is kept
  bool has_exemplar = false;
};

absl::string_view TakeName(absl::string_view* text) {
  size_t size = 0;
  if (!text->empty() && IsMetricNameStart((*text)[0])) {
    while (size < text->size() && IsMetricNameByte((*text)[size])) ++size;
  }
  const absl::string_view name = text->substr(0, size);
  text->remove_prefix(size);
  return name;
}

// Takes "{...}"; the quotes in it decide where it ends.
bool TakeLabels(absl::string_view* text) {
  if (!absl::ConsumePrefix(text, "{")) return false;
  bool quoted = false;
  for (size_t i = 0; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '}' && !quoted) {
      text->remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

// Takes " NUMBER".
bool TakeNumber(absl::string_view* text) {
  absl::string_view rest = *text;
  if (!absl::ConsumePrefix(&rest, " ")) return false;
  const absl::string_view token = rest.substr(0, rest.find(' '));
  if (ClassifyNumber(token) != NumberKind::kNumber) return false;
  *text = rest.substr(token.size());
  return true;
}

bool IsExemplar(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, " # ")) return false;
  if (!TakeLabels(&text) || !TakeNumber(&text)) return false;
  TakeNumber(&text);  // its timestamp
  return text.empty();
}

Line ReadDescriptor(absl::string_view text) {
  Line line;
  Line::Kind kind = Line::Kind::kNone;
  if (absl::ConsumePrefix(&text, "# HELP ")) kind = Line::Kind::kHelp;
  if (absl::ConsumePrefix(&text, "# TYPE ")) kind = Line::Kind::kType;
  if (absl::ConsumePrefix(&text, "# UNIT ")) kind = Line::Kind::kUnit;
  line.name = TakeName(&text);
  if (line.name.empty()) return line;
  if (!absl::ConsumePrefix(&text, " ") && !text.empty()) return line;
  line.rest = text;
  line.kind = kind;
  return line;
}

Line ReadSample(absl::string_view text) {
  Line line;
  const absl::string_view whole = text;
  line.name = TakeName(&text);
  if (line.name.empty()) return line;
  if (absl::StartsWith(text, "{") && !TakeLabels(&text)) return line;
  if (!TakeNumber(&text)) return line;
  TakeNumber(&text);  // its timestamp
  line.has_exemplar = IsExemplar(text);
  if (!line.has_exemplar && !text.empty()) return line;
  line.kind = Line::Kind::kSample;
  line.rest = whole.substr(0, whole.size() - text.size());
  return line;
}

Line ReadLine(absl::string_view text) {
  return absl::StartsWith(text, "#") ? ReadDescriptor(text) : ReadSample(text);
}

// A type of OpenMetrics, and what becomes of its samples, by their suffixes.
struct Conversion {
  const char* type;
  struct Part {
    const char* suffix;
    bool own_family;   // of the name with the suffix
    const char* type;  // of 0.0.4
  };
  std::array<Part, 5> parts;
  const char* what;  // $ is the name; nullptr: the type stays
};

constexpr Conversion::Part kNoPart = {nullptr, false, nullptr};
constexpr Conversion::Part kCreated = {"_created", true, "gauge"};

constexpr Conversion kConversions[] = {
    {"counter",
     {{{"_total", true, "counter"}, kCreated, kNoPart, kNoPart, kNoPart}},
     "counter '$' is called '$_total', as its samples are"},
    {"gauge",
     {{{"", false, "gauge"}, kNoPart, kNoPart, kNoPart, kNoPart}},
     nullptr},
    {"histogram",
     {{{"_bucket", false, "histogram"},
       {"_sum", false, "histogram"},
       {"_count", false, "histogram"},
       kCreated,
       kNoPart}},
     nullptr},
    {"summary",
     {{{"", false, "summary"},
       {"_sum", false, "summary"},
       {"_count", false, "summary"},
       kCreated,
       kNoPart}},
     nullptr},
    {"gaugehistogram",
     {{{"_bucket", true, "gauge"},
       {"_gcount", true, "gauge"},
       {"_gsum", true, "gauge"},
       kNoPart,
       kNoPart}},
     "gaugehistogram '$' became a gauge for each of its parts"},
    {"info",
     {{{"_info", true, "gauge"}, kNoPart, kNoPart, kNoPart, kNoPart}},
     "info '$' became the gauge '$_info'"},
    {"stateset",
     {{{"", false, "gauge"}, kNoPart, kNoPart, kNoPart, kNoPart}},
     "stateset '$' became a gauge"},
    {"unknown",
     {{{"", false, "untyped"}, kNoPart, kNoPart, kNoPart, kNoPart}},
     "'$', of type unknown, became untyped"},
};

const Conversion* FindConversion(absl::string_view type) {
  for (const Conversion& conversion : kConversions) {
    if (type == conversion.type) return &conversion;
  }
  return nullptr;
}

// The lines about one metric family, which OpenMetrics keeps together.
class Family {
 public:
  explicit Family(absl::string_view name) : name_(name) {}

  // Takes the line if it belongs here.
  bool Take(const Line& line, const NumberedLine& source) {
    if (line.kind == Line::Kind::kSample) {
      if (line.name != name_ && FindPart(line.name) == nullptr) return false;
      is_odd_ |= FindPart(line.name) == nullptr && conversion_ != nullptr;
      has_samples_ = true;
    } else {
      // Metadata stands before the samples, each kind once.
      if (line.name != name_ || has_samples_) return false;
      absl::optional<absl::string_view>* const said =
          line.kind == Line::Kind::kHelp   ? &help_
          : line.kind == Line::Kind::kType ? &type_
                                           : &unit_;
      if (said->has_value()) is_odd_ = true;
      *said = line.rest;
      if (line.kind == Line::Kind::kType) {
        conversion_ = FindConversion(line.rest);
        is_odd_ |= conversion_ == nullptr;
      }
    }
    lines_.push_back({line, &source});
    return true;
  }

  void Write(std::vector<NumberedLine>* out, Repairs* repairs) const {
    if (is_odd_) return WriteAsIs(out);
    RepairMetadata(repairs);
    WritePart(name_, false, conversion_ == nullptr ? nullptr : MainType(), out,
              repairs);
    if (conversion_ == nullptr) return;
    for (const Conversion::Part& part : conversion_->parts) {
      if (part.suffix == nullptr || !part.own_family) continue;
      WritePart(absl::StrCat(name_, part.suffix), true, part.type, out,
                repairs);
    }
  }

 private:
  struct Taken {
    Line line;
    const NumberedLine* source;
  };

  const Conversion::Part* FindPart(absl::string_view sample) const {
    if (conversion_ == nullptr || !absl::ConsumePrefix(&sample, name_)) {
      return nullptr;
    }
    for (const Conversion::Part& part : conversion_->parts) {
      if (part.suffix != nullptr && sample == part.suffix) return &part;
    }
    return nullptr;
  }

  // The type of the family that keeps the name; nullptr if none does.
  const char* MainType() const {
    return conversion_->parts[0].own_family ? nullptr
                                            : conversion_->parts[0].type;
  }

  void WriteAsIs(std::vector<NumberedLine>* out) const {
    for (const Taken& taken : lines_) out->push_back(*taken.source);
  }

  void RepairMetadata(Repairs* repairs) const {
    const uint32_t first = lines_[0].source->number;
    if (conversion_ != nullptr && conversion_->what != nullptr) {
      repairs->Add(first,
                   absl::StrReplaceAll(conversion_->what, {{"$", name_}}));
    }
    if (help_.has_value() && absl::StrContains(*help_, "\\\"")) {
      repairs->Count(first, "wrote \\\" in a help text without the backslash");
    }
    for (const Taken& taken : lines_) {
      if (taken.line.kind == Line::Kind::kUnit) {
        repairs->Count(taken.source->number, "removed a UNIT line");
      }
    }
  }

  // The family `name` of 0.0.4: its metadata and its samples. A part that has
  // no samples is written only if it is what the family has become.
  void WritePart(const std::string& name, bool own_family, const char* type,
                 std::vector<NumberedLine>* out, Repairs* repairs) const {
    std::vector<NumberedLine> samples;
    for (const Taken& taken : lines_) {
      if (taken.line.kind != Line::Kind::kSample) continue;
      const Conversion::Part* const part = FindPart(taken.line.name);
      const bool is_own = part != nullptr && part->own_family;
      if (is_own != own_family || (is_own && taken.line.name != name)) continue;
      if (taken.line.has_exemplar) {
        repairs->Count(taken.source->number, "removed an exemplar");
      }
      samples.push_back({std::string(taken.line.rest), taken.source->number});
    }
    const bool is_created = own_family && absl::EndsWith(name, "_created");
    if (samples.empty() && (is_created || has_samples_)) return;
    if (samples.empty() && !own_family && type == nullptr &&
        conversion_ != nullptr) {
      return;
    }
    if (is_created) {
      repairs->Add(samples[0].number,
                   absl::StrCat("'", name, "' became a gauge of its own"));
    }
    for (const Taken& taken : lines_) {
      if (taken.line.kind == Line::Kind::kHelp) {
        out->push_back(
            {absl::StrCat("# HELP ", name, " ",
                          absl::StrReplaceAll(
                              *help_, {{"\\\\", "\\\\"}, {"\\\"", "\""}})),
             taken.source->number});
      } else if (taken.line.kind == Line::Kind::kType) {
        out->push_back(
            {absl::StrCat("# TYPE ", name, " ", type), taken.source->number});
      }
    }
    for (NumberedLine& sample : samples) out->push_back(std::move(sample));
  }

  const std::string name_;
  const Conversion* conversion_ = nullptr;
  absl::optional<absl::string_view> help_;
  absl::optional<absl::string_view> type_;
  absl::optional<absl::string_view> unit_;
  bool has_samples_ = false;
  bool is_odd_ = false;  // not as OpenMetrics wants it
  std::vector<Taken> lines_;
};

}  // namespace

bool IsOpenMetrics(const std::vector<NumberedLine>& lines) {
  if (lines.empty() || lines.back().text != kEof) return false;
  for (const NumberedLine& line : lines) {
    if (line.text == kEof) {
      if (&line != &lines.back()) return false;
    } else if (ReadLine(line.text).kind == Line::Kind::kNone) {
      return false;
    }
  }
  return true;
}

std::vector<NumberedLine> ConvertOpenMetrics(
    const std::vector<NumberedLine>& lines, Repairs* repairs) {
  std::vector<NumberedLine> out;
  absl::optional<Family> family;
  for (const NumberedLine& source : lines) {
    if (source.text == kEof) {
      repairs->Count(source.number, "removed '# EOF' of OpenMetrics");
      continue;
    }
    const Line line = ReadLine(source.text);
    if (family.has_value() && family->Take(line, source)) continue;
    if (family.has_value()) family->Write(&out, repairs);
    family.emplace(line.name);
    family->Take(line, source);
  }
  if (family.has_value()) family->Write(&out, repairs);
  return out;
}

}  // namespace promfile
