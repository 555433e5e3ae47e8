#include "promfile/check/merging_families.h"

#include <algorithm>
#include <iterator>

namespace promfile {
namespace {

// By name, in byte order.
constexpr MergingFamily kFamilies[] = {
    {"go_gc_duration_seconds", MetricType::kSummary, "", true,
     "A summary of the pause duration of garbage collection cycles."},
    {"go_goroutines", MetricType::kGauge, "", true,
     "Number of goroutines that currently exist."},
    {"go_info", MetricType::kGauge, "version", true,
     "Information about the Go environment."},
    {"go_memstats_alloc_bytes", MetricType::kGauge, "", true,
     "Number of bytes allocated and still in use."},
    {"go_memstats_alloc_bytes_total", MetricType::kCounter, "", true,
     "Total number of bytes allocated, even if freed."},
    {"go_memstats_buck_hash_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes used by the profiling bucket hash table."},
    {"go_memstats_frees_total", MetricType::kCounter, "", true,
     "Total number of frees."},
    {"go_memstats_gc_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes used for garbage collection system metadata."},
    {"go_memstats_heap_alloc_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes allocated and still in use."},
    {"go_memstats_heap_idle_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes waiting to be used."},
    {"go_memstats_heap_inuse_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes that are in use."},
    {"go_memstats_heap_objects", MetricType::kGauge, "", true,
     "Number of allocated objects."},
    {"go_memstats_heap_released_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes released to OS."},
    {"go_memstats_heap_sys_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes obtained from system."},
    {"go_memstats_last_gc_time_seconds", MetricType::kGauge, "", true,
     "Number of seconds since 1970 of last garbage collection."},
    {"go_memstats_lookups_total", MetricType::kCounter, "", true,
     "Total number of pointer lookups."},
    {"go_memstats_mallocs_total", MetricType::kCounter, "", true,
     "Total number of mallocs."},
    {"go_memstats_mcache_inuse_bytes", MetricType::kGauge, "", true,
     "Number of bytes in use by mcache structures."},
    {"go_memstats_mcache_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes used for mcache structures obtained from system."},
    {"go_memstats_mspan_inuse_bytes", MetricType::kGauge, "", true,
     "Number of bytes in use by mspan structures."},
    {"go_memstats_mspan_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes used for mspan structures obtained from system."},
    {"go_memstats_next_gc_bytes", MetricType::kGauge, "", true,
     "Number of heap bytes when next garbage collection will take place."},
    {"go_memstats_other_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes used for other system allocations."},
    {"go_memstats_stack_inuse_bytes", MetricType::kGauge, "", true,
     "Number of bytes in use by the stack allocator."},
    {"go_memstats_stack_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes obtained from system for stack allocator."},
    {"go_memstats_sys_bytes", MetricType::kGauge, "", true,
     "Number of bytes obtained from system."},
    {"go_threads", MetricType::kGauge, "", true,
     "Number of OS threads created."},
    {"node_scrape_collector_duration_seconds", MetricType::kGauge, "collector",
     false, "node_exporter: Duration of a collector scrape."},
    {"node_scrape_collector_success", MetricType::kGauge, "collector", false,
     "node_exporter: Whether a collector succeeded."},
    {"node_textfile_mtime_seconds", MetricType::kGauge, "file", false,
     "Unixtime mtime of textfiles successfully read."},
    {"node_textfile_scrape_error", MetricType::kGauge, "", false,
     "1 if there was an error opening or reading a file, 0 otherwise"},
    {"process_cpu_seconds_total", MetricType::kCounter, "", true,
     "Total user and system CPU time spent in seconds."},
    {"process_max_fds", MetricType::kGauge, "", true,
     "Maximum number of open file descriptors."},
    {"process_open_fds", MetricType::kGauge, "", true,
     "Number of open file descriptors."},
    {"process_resident_memory_bytes", MetricType::kGauge, "", true,
     "Resident memory size in bytes."},
    {"process_start_time_seconds", MetricType::kGauge, "", true,
     "Start time of the process since unix epoch in seconds."},
    {"process_virtual_memory_bytes", MetricType::kGauge, "", true,
     "Virtual memory size in bytes."},
    {"process_virtual_memory_max_bytes", MetricType::kGauge, "", true,
     "Maximum amount of virtual memory available in bytes."},
    {"promhttp_metric_handler_errors_total", MetricType::kCounter, "cause",
     true,
     "Total number of internal errors encountered by the promhttp metric "
     "handler."},
    {"promhttp_metric_handler_requests_in_flight", MetricType::kGauge, "", true,
     "Current number of scrapes being served."},
    {"promhttp_metric_handler_requests_total", MetricType::kCounter, "code",
     true, "Total number of scrapes by HTTP status code."},
};

}  // namespace

const MergingFamily* FindMergingFamily(absl::string_view name) {
  const auto* const found = std::lower_bound(
      std::begin(kFamilies), std::end(kFamilies), name,
      [](const MergingFamily& family, absl::string_view wanted) {
        return family.name < wanted;
      });
  return found != std::end(kFamilies) && found->name == name ? found : nullptr;
}

bool Merges(const MergingFamily& own, MetricType type, absl::string_view help,
            size_t label_names, bool has_label) {
  if (type != own.type || help != own.help) return false;
  if (*own.label == '\0') return label_names > 0;
  return label_names != 1 || !has_label ||
         absl::string_view(own.label) == "file";
}

}  // namespace promfile
