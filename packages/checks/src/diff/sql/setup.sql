-- name: macro_setting_differs
-- Whether a setting whose path starts with `path` differs between the runs.
CREATE OR REPLACE TEMP MACRO setting_differs(path) AS
  len(list_filter(getvariable('settings'), lambda s: starts_with(s, path))) > 0

-- name: macro_organisation_differs
-- Whether the settings of an organisation itself differ between the runs.
CREATE OR REPLACE TEMP MACRO organisation_differs(org) AS setting_differs('organisations.' || org || '.')

-- name: macro_input_differs
CREATE OR REPLACE TEMP MACRO input_differs(input) AS list_contains(getvariable('inputs'), input)

-- name: macro_windows_differ
-- Whether the settings that determine the exclusion windows differ.
CREATE OR REPLACE TEMP MACRO windows_differ() AS
  setting_differs('state_rules.') OR setting_differs('timing.pre_window_exclusion_days')

-- name: macro_is_anniversary
CREATE OR REPLACE TEMP MACRO is_anniversary(email_type) AS email_type IN ('birthday', 'effective_date', 'aep')

-- name: macro_timing_differs
-- Whether the setting differs that says how many days before its event an email of this type is ideally sent.
CREATE OR REPLACE TEMP MACRO timing_differs(email_type) AS
  CASE
    WHEN is_followup(email_type) THEN setting_differs('timing.followup_days_after')
    WHEN is_campaign(email_type) THEN
      setting_differs('campaign_types.' || substr(email_type, 10) || '.days_before_event')
    WHEN email_type = 'aep' THEN setting_differs('aep.send_on')
    ELSE setting_differs('timing.' || email_type || '_days_before')
  END

-- name: table_instance
-- The campaign instances, with which runs have emails of them.
CREATE OR REPLACE TEMP TABLE diff_instance AS
SELECT campaign_instance_id AS id, bool_or(run = 'a') AS in_a, bool_or(run = 'b') AS in_b
FROM (
  SELECT DISTINCT 'a' AS run, campaign_instance_id FROM a_schedules WHERE is_campaign(email_type)
  UNION ALL
  SELECT DISTINCT 'b' AS run, campaign_instance_id FROM b_schedules WHERE is_campaign(email_type)
)
GROUP BY ALL

-- name: table_reject
-- The contacts that were rejected, with which runs rejected them. Contacts with an invalid id are left out.
CREATE OR REPLACE TEMP TABLE diff_reject AS
SELECT try_cast(contact_id AS BIGINT) AS contact_id, bool_or(run = 'a') AS in_a, bool_or(run = 'b') AS in_b
FROM (
  SELECT 'a' AS run, contact_id FROM a_rejects
  UNION ALL
  SELECT 'b' AS run, contact_id FROM b_rejects
)
WHERE try_cast(contact_id AS BIGINT) IS NOT NULL
GROUP BY ALL

-- name: tables_result
CREATE OR REPLACE TEMP TABLE diff_total (run VARCHAR, email_type VARCHAR, row_count BIGINT);
CREATE OR REPLACE TEMP TABLE diff_tally (
  kind VARCHAR, cause VARCHAR, email_type VARCHAR, row_count BIGINT, earlier BIGINT, later BIGINT, days BIGINT
);
CREATE OR REPLACE TEMP TABLE diff_example (
  kind VARCHAR, cause VARCHAR, contact_id BIGINT, email_type VARCHAR, campaign_instance_id BIGINT,
  parent_schedule_id BIGINT, event_date DATE, fields VARCHAR, row_in_a VARCHAR, row_in_b VARCHAR
)

-- name: table_state
CREATE OR REPLACE TEMP TABLE diff_state (
  state INTEGER, contacts BIGINT, no_longer_sent BIGINT, newly_sent BIGINT, moved BIGINT, otherwise BIGINT
)

-- name: view_contact
-- The states of the contacts of both runs. A contact of both has the state of run B.
CREATE OR REPLACE TEMP VIEW diff_contact AS
SELECT contact_id, state FROM {{b}}
UNION ALL
SELECT contact_id, state FROM {{a}} WHERE contact_id NOT IN (SELECT contact_id FROM {{b}})

-- name: view_no_contact
CREATE OR REPLACE TEMP VIEW diff_contact AS SELECT NULL::BIGINT AS contact_id, NULL::INTEGER AS state WHERE false

-- name: sample_ids
-- The contact ids of a sample of rows of both runs, in order. They are used to cut the ids into chunks with about
-- the same number of rows.
SELECT contact_id
FROM (
  FROM (SELECT contact_id FROM a_schedules UNION ALL SELECT contact_id FROM b_schedules)
  USING SAMPLE reservoir(5000 ROWS) REPEATABLE (1)
)
ORDER BY contact_id

-- name: view
CREATE OR REPLACE TEMP VIEW {{name}} AS
SELECT {{columns}}
FROM {{files}}
