-- Describes for people what was due and what the run has.
CREATE OR REPLACE TEMP MACRO due_found(due, found) AS
  'expected ' || coalesce(due::VARCHAR, 'none') || ', found ' || coalesce(found::VARCHAR, 'none')
