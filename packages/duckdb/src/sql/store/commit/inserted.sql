SELECT count(*) AS rows FROM emails WHERE changed_in = $revision
