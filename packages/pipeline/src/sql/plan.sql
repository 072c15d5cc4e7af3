-- name: write_counts
-- The number of emails by dense organisation number, key and detail.
COPY (SELECT org, count_key, count_detail, emails FROM counted()) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)

-- name: counts
SELECT org, count_key, count_detail, sum(emails)::BIGINT AS emails
FROM plan_count
GROUP BY ALL
ORDER BY ALL

-- name: write_ranks
-- Ranks are hashes, which cannot be compressed.
COPY (SELECT split, rank FROM split_rank()) TO {{file}} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)

-- name: write_rank_counts
-- The number of ranks by split cell and the first bits of the rank.
COPY (SELECT split, rank >> 54 AS first_bits, count(*) AS ranks FROM {{ranks}} GROUP BY ALL)
TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)

-- name: rank_ranges
-- The ranges of ranks, by their first bits, in which the requested positions are, and how many ranks come before each range.
CREATE OR REPLACE TABLE plan_rank_range AS
SELECT DISTINCT split, first_bits, before
FROM (
  SELECT split, first_bits, ranks, (sum(ranks) OVER (PARTITION BY split ORDER BY first_bits) - ranks)::BIGINT AS before
  FROM (SELECT split, first_bits, sum(ranks)::BIGINT AS ranks FROM plan_rank_count GROUP BY ALL)
)
JOIN plan_request USING (split)
WHERE position > before AND position <= before + ranks

-- name: ranks
-- The ranks at the requested positions of the split cells. Only the ranks of the ranges are sorted.
SELECT split, position, rank
FROM (
  SELECT r.split, r.rank,
    g.before + row_number() OVER (PARTITION BY r.split, g.first_bits ORDER BY r.rank) AS position
  FROM plan_rank r
  JOIN plan_rank_range g ON g.split = r.split AND g.first_bits = r.rank >> 54
)
JOIN plan_request USING (split, position)
ORDER BY split, position

-- name: tables
-- The positions in split cells whose ranks the plan needs.
CREATE OR REPLACE TABLE plan_request (split INTEGER, position BIGINT);

-- name: write_histogram
-- The counts that the plan was made from. See core/plan/histogram.ts for the key and core/plan/cell.ts for the detail.
COPY (
  SELECT o.id AS org_id, count_key, count_detail, sum(emails)::BIGINT AS emails
  FROM plan_count c
  JOIN org o ON o.idx = c.org
  GROUP BY ALL
  ORDER BY ALL
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)

-- name: write_shares
-- The shares of the split cells: how many emails of a cell go on each day, and up to which rank. All emails of a cell
-- have the same release day, deadline, priority, quiet days and announced day.
COPY (
  SELECT o.id AS org_id, DATE '1970-01-01' + release AS release_date, DATE '1970-01-01' + deadline AS deadline, priority,
    DATE '1970-01-01' + quiet_from AS quiet_from, DATE '1970-01-01' + quiet_through AS quiet_through,
    DATE '1970-01-01' + announced AS announced_date,
    DATE '1970-01-01' + send AS send_date, emails, through_rank
  FROM plan_share() s
  JOIN org o ON o.idx = s.org
  ORDER BY org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)

-- name: read_shares
-- The shares of the split cells. The shares of one cell follow each other.
SELECT
  org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date, emails,
  through_rank
FROM (
  -- Plans of version 1 do not have these columns.
  SELECT NULL::DATE AS quiet_from, NULL::DATE AS quiet_through, NULL::DATE AS announced_date
  WHERE false
  UNION ALL BY NAME
  FROM {{file}}
)
WHERE {{orgs}}
ORDER BY org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date

-- name: read_histogram
-- The counts of one organisation that its plan was made from.
SELECT count_key, count_detail, emails FROM {{file}} WHERE org_id = $org::BIGINT ORDER BY ALL
