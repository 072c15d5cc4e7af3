-- What was due against what stands in the run, for people.
CREATE OR REPLACE TEMP MACRO due_found(due, found) AS
  'expected ' || coalesce(due::VARCHAR, 'none') || ', found ' || coalesce(found::VARCHAR, 'none')
