#include "promfile/job/job_name.h"

#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(JobNameTest, IsALabelAndAFileName) {
  const struct {
    const char* typed;
    const char* label;
    const char* file_name;
  } kCases[] = {
      {"backup", "backup", "backup.prom"},
      {"backup.prom", "backup", "backup.prom"},
      {"backup.prom.prom", "backup.prom", "backup.prom.prom"},
      {"apt-daily.service", "apt-daily.service", "apt-daily.service.prom"},
      {"a b", "a b", "a b.prom"},
      {"db01/nightly", "db01/nightly", "db01%2Fnightly.prom"},
      {"../../etc/passwd", "../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.prom"},
      {"/abs", "/abs", "%2Fabs.prom"},
      {".hidden", ".hidden", "%2Ehidden.prom"},
      {"-rf", "-rf", "%2Drf.prom"},
      {"a.b-c", "a.b-c", "a.b-c.prom"},
      {"100%", "100%", "100%25.prom"},
      {"a%2Fb", "a%2Fb", "a%252Fb.prom"},
      {"two\nlines", "two\nlines", "two%0Alines.prom"},
      {"tab\tdel\x7f", "tab\tdel\x7f", "tab%09del%7F.prom"},
      {"c1\xc2\x9b", "c1\xc2\x9b", "c1%C2%9B.prom"},
      {"\xc3\xa4\xc2\xa0", "\xc3\xa4\xc2\xa0", "\xc3\xa4\xc2\xa0.prom"},
      {"promfile", "promfile", "%70romfile.prom"},
      {"promfile.prom", "promfile", "%70romfile.prom"},
      {"promfile2", "promfile2", "promfile2.prom"},
      {"say \"hi\" \\o/", "say \"hi\" \\o/", "say \"hi\" \\o%2F.prom"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("typed: ", absl::CEscape(c.typed)));
    const absl::StatusOr<JobName> name = MakeJobName(c.typed);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(name->label, c.label);
    EXPECT_EQ(name->file_name, c.file_name);
    EXPECT_EQ(LabelOfJobFile(name->file_name), c.label);
  }
}

TEST(JobNameTest, SaysWhyThereIsNone) {
  const struct {
    std::string typed;
    const char* error;
  } kCases[] = {
      {"", "the name of the job is empty"},
      {".prom", "the name of the job is empty"},
      {"\xff", "the name of the job is not UTF-8"},
      {std::string(196, 'x'),
       "the name of the job is too long: its file name would have 201 bytes, "
       "200 are allowed"},
      {std::string(100, '/'),
       "the name of the job is too long: its file name would have 305 bytes, "
       "200 are allowed"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("typed: ", absl::CEscape(c.typed)));
    EXPECT_EQ(MakeJobName(c.typed).status().message(), c.error);
  }
  EXPECT_TRUE(MakeJobName(std::string(195, 'x')).ok());
}

// Every name of up to three bytes of an alphabet that has all that is special.
TEST(JobNameTest, IsOneToOne) {
  const std::string alphabet = "ab/%.-2F5\n\x7f" + std::string(1, '\0');
  std::map<std::string, std::string> label_of_file;
  int names = 0;
  const auto add = [&](const std::string& typed) {
    const absl::StatusOr<JobName> name = MakeJobName(typed);
    ASSERT_TRUE(name.ok()) << absl::CEscape(typed);
    const auto inserted = label_of_file.emplace(name->file_name, name->label);
    EXPECT_EQ(inserted.first->second, name->label) << absl::CEscape(typed);
    EXPECT_EQ(LabelOfJobFile(name->file_name), name->label);
    ++names;
  };
  for (const char a : alphabet) {
    add({a});
    for (const char b : alphabet) {
      add({a, b});
      for (const char c : alphabet) add({a, b, c});
    }
  }
  EXPECT_EQ(label_of_file.size(), static_cast<size_t>(names));
}

}  // namespace
}  // namespace promfile
