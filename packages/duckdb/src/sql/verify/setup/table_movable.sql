-- Emails that load balancing may move, by the last day to which it may. `parent`: they will have a follow-up, where no window
-- forbids it; `foreseen`: they will if they go on this day.
CREATE OR REPLACE TEMP TABLE verify_movable (
  org_id BIGINT, day DATE, deadline DATE, parent BOOLEAN, foreseen BOOLEAN, emails BIGINT
)
