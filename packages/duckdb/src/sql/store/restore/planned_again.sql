-- Planned emails that would go a second time, or to people who have opted out, do not come back.
DELETE FROM emails WHERE id IN (SELECT position FROM commit_left_out)
