-- Counts of all parts, by dense organisation number and packed key; ranks of the emails of split cells.
CREATE OR REPLACE TABLE plan_count (org INTEGER, count_key BIGINT, emails INTEGER);
CREATE OR REPLACE TABLE plan_rank (split INTEGER, rank UBIGINT);
CREATE OR REPLACE TABLE plan_request (split INTEGER, position BIGINT);
