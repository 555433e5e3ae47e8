#!/bin/bash
# Does its work and prints what it has to say; promfile does the rest.
set -euo pipefail
SPOOL=${SPOOL:-/var/spool/reports}

removed=$(find "$SPOOL" -type f -mtime +30 -print -delete | wc -l)
left=$(find "$SPOOL" -type f | wc -l)

cat <<END
# HELP maintenance_removed_files Reports older than 30 days that the last run removed.
# TYPE maintenance_removed_files gauge
maintenance_removed_files $removed
# HELP maintenance_kept_files Reports that the last run kept.
# TYPE maintenance_kept_files gauge
maintenance_kept_files $left
END
