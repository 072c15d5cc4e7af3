-- Values that an import could not read. They count as absent, and every run that reads their rows warns of them. Rows are named
-- by their id, those of contact_campaigns by their instance and contact.
CREATE TABLE unread_values (
  table_name VARCHAR NOT NULL, row_id BIGINT NOT NULL, contact_id BIGINT NOT NULL, column_name VARCHAR NOT NULL
)
