-- Removes planned emails that would be sent a second time, or to contacts who have opted out since the backup.
DELETE FROM emails WHERE id IN (SELECT position FROM commit_left_out)
