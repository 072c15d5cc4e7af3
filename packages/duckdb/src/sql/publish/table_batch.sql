-- All data about the contacts of some shards that the rules read, one fact per row. The snapshot contains no email
-- address, name or phone number. The year of birth is replaced by a fixed year unless a rule of the contact's state
-- depends on age.
CREATE OR REPLACE TEMP TABLE publish_batch AS
SELECT * FROM (
  SELECT shard, contact_id, 'contact' AS fact, 0 AS position,
    org_id,
    {{states}}[state + 1] AS state,
    CASE WHEN birth_date = {{no_day}} OR list_contains({{states_with_ages}}, state) THEN publish_date(birth_date, {{no_day}})
      ELSE make_date({{birthday_year}}, month(publish_date(birth_date, {{no_day}})), day(publish_date(birth_date, {{no_day}})))
      END AS birth_date,
    publish_date(effective_date, {{no_day}}) AS effective_date,
    suppressed = 1 AS suppressed,
    publish_date(clicked_on, {{no_day}}) AS clicked_on,
    publish_date(answered_on, {{no_day}}) AS answered_on,
    publish_date(answered_yes_on, {{no_day}}) AS answered_yes_on
  FROM (SELECT * FROM publish_contact WHERE shard BETWEEN $first AND $last)
  LEFT JOIN (
    SELECT contact_id, clicked_on, answered_on, answered_yes_on
    FROM publish_engagement WHERE shard BETWEEN $first AND $last
  ) USING (contact_id)
  UNION ALL BY NAME
  SELECT shard, contact_id, 'enrolment' AS fact, position,
    instance,
    publish_date(trigger_day, {{no_day}}) AS trigger_date,
    takes_part = 1 AS takes_part
  FROM publish_enrolments
  WHERE shard BETWEEN $first AND $last
    AND contact_id IN (SELECT contact_id FROM publish_contact WHERE shard BETWEEN $first AND $last)
  UNION ALL BY NAME
  SELECT shard, contact_id, 'history' AS fact, position,
    instance,
    id,
    type,
    status,
    publish_date(sent_on, {{no_day}}) AS sent_on,
    publish_date(event, {{no_day}}) AS event_date,
    CASE WHEN has_instance = 1 THEN instance_id END AS campaign_instance_id,
    CASE WHEN has_parent = 1 THEN parent_id END AS parent_schedule_id
  FROM publish_history
  WHERE shard BETWEEN $first AND $last
    AND contact_id IN (SELECT contact_id FROM publish_contact WHERE shard BETWEEN $first AND $last)
)
ORDER BY shard
