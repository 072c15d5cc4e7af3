-- On a night when nobody has meddled, the rows of the run need not be looked through.
SELECT EXISTS (FROM commit_gone) OR EXISTS (FROM commit_suppressed) OR EXISTS (FROM commit_taken) AS "any"
