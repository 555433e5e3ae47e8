#!/bin/sh
# How such scripts look: echo into a file, and mv.
DIR=${PROMFILE_DIRECTORY:-/var/lib/prometheus/node-exporter}
SPOOL=${SPOOL:-/var/spool/reports}

START=$(date +%s)
REMOVED=$(find "$SPOOL" -type f -mtime +30 -print -delete | wc -l)
LEFT=$(find "$SPOOL" -type f | wc -l)

{
  echo "maintenance_last_run $(date +%s)"
  echo "maintenance_duration $(($(date +%s) - START))"
  echo "maintenance_removed_files $REMOVED"
  echo "maintenance_files $LEFT"
} >"$DIR/maintenance.prom.$$"
mv "$DIR/maintenance.prom.$$" "$DIR/maintenance.prom"
