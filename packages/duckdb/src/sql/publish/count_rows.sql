SELECT
  (SELECT count(*) FROM {{contacts}}) + (SELECT count(*) FROM {{enrolments}})
    + (SELECT count(*) FROM {{history}}) AS n
