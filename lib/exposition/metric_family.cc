#include "promfile/exposition/metric_family.h"

#include <cmath>
#include <utility>

namespace promfile {
namespace {

bool SameValue(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

MetricFamily WithHelp(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.type = type;
  family.help = std::move(help);
  return family;
}

}  // namespace

MetricFamily& MetricFamily::Add(double value, LabelSet labels) {
  return AddPart("", value, std::move(labels));
}

MetricFamily& MetricFamily::AddPart(const std::string& suffix, double value,
                                    LabelSet labels) {
  samples.push_back({name + suffix, std::move(labels), value});
  return *this;
}

MetricFamily Gauge(std::string name, std::string help) {
  return WithHelp(std::move(name), std::move(help), MetricType::kGauge);
}

MetricFamily Counter(std::string name, std::string help) {
  return WithHelp(std::move(name), std::move(help), MetricType::kCounter);
}

bool operator==(const Sample& a, const Sample& b) {
  return a.name == b.name && a.labels == b.labels &&
         SameValue(a.value, b.value);
}

bool operator==(const MetricFamily& a, const MetricFamily& b) {
  return a.name == b.name && a.type == b.type && a.help == b.help &&
         a.samples == b.samples;
}

}  // namespace promfile
