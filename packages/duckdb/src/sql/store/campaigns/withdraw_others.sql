-- Adds cancelled enrolments for contacts without an enrolment. A campaign that targets all contacts leaves out those
-- with a cancelled enrolment.
INSERT INTO contact_campaigns
SELECT contact_id, $instance::BIGINT, NULL, status, NULL
FROM enrol_list
WHERE outcome = 'take'
  AND contact_id NOT IN (SELECT contact_id FROM contact_campaigns WHERE campaign_instance_id = $instance::BIGINT)
