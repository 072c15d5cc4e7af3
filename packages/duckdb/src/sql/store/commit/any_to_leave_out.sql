-- If nothing has changed since the run began, the rows of the run need not be checked.
SELECT EXISTS (FROM commit_gone) OR EXISTS (FROM commit_suppressed) OR EXISTS (FROM commit_taken) AS "any"
