-- Causes of moves. The first that applies is the cause.
CREATE OR REPLACE TEMP TYPE sim_cause AS
  ENUM ('new_contact', 'engagement', 'campaign', 'limit', 'window', 'occurrence', 'followup', 'none')
