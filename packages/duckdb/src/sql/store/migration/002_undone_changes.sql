-- The backup whose restore has undone a change of a campaign.
ALTER TABLE campaign_change_log ADD COLUMN undone_by VARCHAR;
-- Input tables that a run took from files instead of from the store.
ALTER TABLE runs ADD COLUMN tables_of_files VARCHAR[] DEFAULT []
