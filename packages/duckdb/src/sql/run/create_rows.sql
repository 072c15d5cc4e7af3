-- The decisions of one part as numbers; the codes are those of core/domain. One column, see ColumnAppender.
CREATE OR REPLACE TABLE {{rows}} (r STRUCT(
  contact_id BIGINT, org_id BIGINT, label INTEGER, send_day INTEGER, utc_second INTEGER,
  status UTINYINT, reason UTINYINT, moved UTINYINT, priority INTEGER,
  has_instance UTINYINT, instance_id BIGINT, event_day INTEGER, ideal_day INTEGER,
  has_parent UTINYINT, parent_id BIGINT
))
