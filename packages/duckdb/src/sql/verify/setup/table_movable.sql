-- Emails that load balancing may move, by the last day to which it may move them. `parent` is true if the
-- emails will have a follow-up, unless a window forbids it. `foreseen` is true if they will have one when
-- they are sent on this day.
CREATE OR REPLACE TEMP TABLE verify_movable (
  org_id BIGINT, day DATE, deadline DATE, parent BOOLEAN, foreseen BOOLEAN, emails BIGINT
)
