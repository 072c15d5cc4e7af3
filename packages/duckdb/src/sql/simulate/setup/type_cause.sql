-- The causes of moves, in order. If several apply to a move, the first is recorded.
CREATE OR REPLACE TEMP TYPE sim_cause AS
  ENUM ('new_contact', 'engagement', 'campaign', 'limit', 'window', 'occurrence', 'followup', 'none')
