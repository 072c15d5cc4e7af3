-- Whether what changed on a day may have moved an email: days that are crowded together hardly reach further.
CREATE OR REPLACE TEMP MACRO sim_is_near(day, planned_for, moved_to) AS
  day BETWEEN least(planned_for, moved_to) - 40 AND greatest(planned_for, moved_to) + 40
