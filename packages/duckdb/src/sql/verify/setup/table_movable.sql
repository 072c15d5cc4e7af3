-- Those of them that load balancing may move, by the last day to which it may.
CREATE OR REPLACE TEMP TABLE verify_movable (org_id BIGINT, day DATE, deadline DATE, emails BIGINT)
