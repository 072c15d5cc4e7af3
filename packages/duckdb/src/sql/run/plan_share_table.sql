CREATE OR REPLACE TABLE plan_share (
  org INTEGER, release INTEGER, deadline INTEGER, priority INTEGER, send INTEGER, emails INTEGER,
  has_through UTINYINT, through_rank UBIGINT
)
