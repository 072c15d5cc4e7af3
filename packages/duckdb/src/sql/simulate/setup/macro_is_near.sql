-- Whether a change on `day` may have moved an email. Crowded days that influence each other are hardly
-- more than 40 days apart.
CREATE OR REPLACE TEMP MACRO sim_is_near(day, planned_for, moved_to) AS
  day BETWEEN least(planned_for, moved_to) - 40 AND greatest(planned_for, moved_to) + 40
