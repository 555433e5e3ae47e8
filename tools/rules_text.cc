#include "tools/rules_text.h"

namespace promfile {

absl::string_view AlertingRules() {
  return R"(# Alerting rules for the batch jobs that promfile runs: "promfile rules".
# One rule fits every job: how often a job is expected to succeed is a metric
# of its own (--every). To silence one job, route on the label "name".
groups:
  - name: batch_jobs
    rules:
      # The one that matters. It also fires for a job that hangs, that cron has
      # lost, or whose host has been down for too long.
      - alert: BatchJobOverdue
        expr: |
          time() - batch_job_last_success_timestamp_seconds
            > 2 * batch_job_expected_interval_seconds
          and batch_job_last_success_timestamp_seconds > 0
        labels:
          severity: critical
        annotations:
          summary: 'Job {{ $labels.name }} on {{ $labels.instance }} is overdue'
          description: 'It last succeeded {{ $value | humanizeDuration }} ago, which is more than twice its expected interval.'
          runbook: 'Is it still scheduled (crontab -l, systemctl list-timers)? Is it running and stuck (batch_job_running)? Does it fail (batch_job_last_exit_code and the mail or journal of its last run)?'

      - alert: BatchJobFailed
        expr: batch_job_last_run_successful == 0
        labels:
          severity: warning
        annotations:
          summary: 'Job {{ $labels.name }} on {{ $labels.instance }} failed'
          description: 'Its last run did not succeed. batch_job_last_exit_code has its exit code; batch_job_runs_total tells failures, time-outs, signals and interrupted runs apart.'
          runbook: 'Read what the run printed (cron mail, journalctl -u UNIT), mend it, run it again by hand under "promfile run". The alert ends with the next success.'

      - alert: BatchJobRunningTooLong
        expr: |
          time() - batch_job_last_start_timestamp_seconds
            > batch_job_expected_interval_seconds
          and batch_job_running == 1
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: 'Job {{ $labels.name }} on {{ $labels.instance }} has been running for {{ $value | humanizeDuration }}'
          description: 'That is longer than its expected interval: the next run is due, or its host died in the middle of a run and the job has not been started since.'
          runbook: 'Look for the process. Where there is none, the next "promfile run" or "promfile declare" counts the run as interrupted. Where it hangs, give it a limit with --timeout and keep runs apart with --lock.'

      # Only while the host itself is scraped: a host that is down is not an
      # alert for each of its jobs.
      - alert: BatchJobSeriesGone
        expr: |
          max by (job, instance, name) (max_over_time(batch_job_last_success_timestamp_seconds[1d]))
            unless on (job, instance, name) batch_job_last_success_timestamp_seconds
            and on (job, instance) up == 1
        for: 15m
        labels:
          severity: warning
        annotations:
          summary: 'The metrics of job {{ $labels.name }} are gone from {{ $labels.instance }}'
          description: 'They were there within the last day. Nothing watches over this job any more.'
          runbook: 'Was the job retired? Then the alert ends after a day. Else look for its file in the textfile directory and run "promfile check" on that.'

      - alert: BatchJobTimestampInFuture
        expr: batch_job_last_success_timestamp_seconds - time() > 300
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: 'Job {{ $labels.name }} on {{ $labels.instance }} succeeded in the future'
          description: 'The clock of the host was {{ $value | humanizeDuration }} ahead, or is behind now. BatchJobOverdue comes that much too late.'
          runbook: 'Mend the clock (chronyc tracking, timedatectl) and let the job run again.'

  # How long a job has been without a success is counted in steps of an hour,
  # over 15 days at most: no work for every minute.
  - name: batch_jobs_never_succeeded
    interval: 15m
    rules:
      - alert: BatchJobNeverSucceeded
        expr: |
          3600 * (count_over_time((batch_job_last_success_timestamp_seconds == 0)[15d:1h]) - 1)
            > clamp_max(2 * batch_job_expected_interval_seconds, 14 * 86400)
          and batch_job_last_success_timestamp_seconds == 0
        labels:
          severity: critical
        annotations:
          summary: 'Job {{ $labels.name }} on {{ $labels.instance }} has never succeeded'
          description: 'It has been known for more than twice its expected interval.'
          runbook: 'If batch_job_last_start_timestamp_seconds is 0 it was never started: look at the crontab or timer. Else it has failed each time: see BatchJobFailed.'

  - name: textfile
    rules:
      # A counter that begins with 1 has not increased: new series count too.
      - alert: PromfilePublishFailed
        expr: |
          increase(promfile_publish_failures_total[1h]) > 0
          or (promfile_publish_failures_total unless max_over_time(promfile_publish_failures_total[1d] offset 1h))
        labels:
          severity: warning
        annotations:
          summary: 'promfile could not publish {{ $labels.file }} on {{ $labels.instance }}: {{ $labels.reason }}'
          description: 'The previous file is still served: what it says may be out of date. The alert ends an hour after the last failure.'
          runbook: 'Standard error of the job (cron mail, journal) has the full message. Reasons: refused and metrics: a collector would not take it, see "promfile check"; no_space, no_permission, unsafe_path, io_error, locked: the textfile directory; damaged: a file that was not whole is kept beside it as *.damaged.'

      - alert: TextfileScrapeError
        expr: node_textfile_scrape_error == 1
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: 'node_exporter on {{ $labels.instance }} cannot read a .prom file'
          description: 'That file is skipped as a whole; all its series are missing.'
          runbook: 'Run "promfile check" on the textfile directory: it names file, line and column.'

      # Series that clash are dropped without node_textfile_scrape_error.
      - alert: TextfileSeriesLost
        expr: increase(promhttp_metric_handler_errors_total{cause="gathering"}[15m]) > 0
        labels:
          severity: warning
        annotations:
          summary: 'node_exporter on {{ $labels.instance }} drops series that clash'
          description: 'Two files, or a file and the exporter, have the same series, or different HELP or TYPE for one metric.'
          runbook: 'Run "promfile check" on the textfile directory.'

      # Files of jobs are left out: BatchJobOverdue knows better.
      - alert: TextfileStale
        expr: |
          time() - label_replace(
              node_textfile_mtime_seconds{file!~".*/promfile[.]prom"},
              "name", "$1", "file", ".*/(.+)[.]prom") > 2 * 86400
            unless on (job, instance, name) batch_job_last_success_timestamp_seconds
        labels:
          severity: warning
        annotations:
          summary: '{{ $labels.file }} on {{ $labels.instance }} is stale'
          description: 'It was last written {{ $value | humanizeDuration }} ago.'
          runbook: 'Does what writes it still run, and does it succeed? A file that nobody writes any more is to be removed.'
)";
}

absl::string_view RecordingRules() {
  return R"(# Recording rules for a fleet with the same jobs on many hosts: "promfile rules
# --recording". Each is one series a job, a number from 0 to 1 but for the count.
groups:
  - name: batch_jobs_fleet
    rules:
      # Hosts that know the job.
      - record: name:batch_job_hosts:count
        expr: count by (name) (batch_job_last_success_timestamp_seconds)

      # Share of hosts whose last success is more than twice the expected
      # interval ago, or never was.
      - record: name:batch_job_overdue:ratio
        expr: |
          avg by (name) (
            time() - batch_job_last_success_timestamp_seconds
              > bool 2 * batch_job_expected_interval_seconds
          )

      # Share of hosts whose last run failed, of those that have run it.
      - record: name:batch_job_failed:ratio
        expr: avg by (name) (batch_job_last_run_successful == bool 0)

      # Share of hosts on which it is running now.
      - record: name:batch_job_running:ratio
        expr: avg by (name) (batch_job_running)
)";
}

}  // namespace promfile
