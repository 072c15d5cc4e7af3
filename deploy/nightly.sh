#!/bin/sh
# The nightly job on a store: takes in the day's exports, plans, checks the plan, publishes it, and leaves the day's batch for
# the sender. Repeating it is harmless: a run that was stopped goes on, and no email is claimed twice.
set -eu

# The clone that this script is in has the command. A bare `npx almanac` elsewhere would ask the registry for a stranger's.
clone=$(cd "$(dirname "$0")/.." && pwd)
PATH=$clone/node_modules/.bin:$PATH
command -v almanac > /dev/null || { echo "almanac is not installed: run npm ci in $clone" >&2; exit 2; }

NIGHTLY_DIR=${NIGHTLY_DIR:-/srv/almanac}
EXPORTS=${EXPORTS:-$NIGHTLY_DIR/exports}
RELEASES=${RELEASES:-$NIGHTLY_DIR/releases}
METRICS=${METRICS:-$NIGHTLY_DIR/almanac.prom}
SENDER=${SENDER:-nightly}
EMAIL_KEYS=${EMAIL_KEYS:-}
DAY=${DAY:-$(TZ=America/Chicago date +%F)}
export ALMANAC_LOG_FORMAT="${ALMANAC_LOG_FORMAT:-json}"

db=$NIGHTLY_DIR/almanac.db
plan=$NIGHTLY_DIR/plans/$DAY
batch=$NIGHTLY_DIR/batches/$DAY.csv
umask 077
mkdir -p "$NIGHTLY_DIR/plans" "$NIGHTLY_DIR/batches"

# The figures are written however the night ends: alerts look at them.
figures() {
  status=$?
  almanac metrics --db "$db" --out "$METRICS" && chmod 644 "$METRICS" || true
  exit "$status"
}
trap figures EXIT

# Contacts as they are now: one that is gone from the export is gone from the plan. Everything else is added to.
almanac import --db "$db" --in "$EXPORTS" --table contacts --mode replace
almanac import --db "$db" --in "$EXPORTS"

resume=
if [ -e "$plan/manifest.json" ] || [ -e "$plan/.work/journal.ndjson" ]; then resume=--resume; fi
almanac run --db "$db" --out "$plan" --as-of "$DAY" $resume
almanac verify --db "$db" --run "$plan"
# If publishing needs approval, it is proposed. The release of before is served until somebody approves and publishes.
case $(almanac approval show --db "$db" --json) in
  *'"publishing":true'*)
    almanac propose publish --db "$db" --run "$plan" --to "$RELEASES" --author "$SENDER" --comment "the run of $DAY" ;;
  *) almanac publish --db "$db" --run "$plan" --to "$RELEASES" ${EMAIL_KEYS:+--email-keys "$EMAIL_KEYS"} ;;
esac

# Claimed first, written then: after a night that was killed in between, the next try writes what is claimed.
if [ ! -e "$batch" ]; then
  almanac due --db "$db" --day "$DAY" --claim --sender "$SENDER"
  almanac due --db "$db" --day "$DAY" --claimed --sender "$SENDER" --with-contact --out "$batch"
fi

find "$NIGHTLY_DIR/plans" "$NIGHTLY_DIR/batches" -mindepth 1 -maxdepth 1 -mtime +14 -exec rm -r {} +
