-- A campaign for everybody leaves out whom it has a cancelled enrolment of.
INSERT INTO contact_campaigns
SELECT contact_id, $instance::BIGINT, NULL, status, NULL
FROM enrol_list
WHERE outcome = 'take'
  AND contact_id NOT IN (SELECT contact_id FROM contact_campaigns WHERE campaign_instance_id = $instance::BIGINT)
