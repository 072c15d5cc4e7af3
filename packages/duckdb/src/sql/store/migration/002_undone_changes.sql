-- The backup whose restore has undone a change of a campaign.
ALTER TABLE campaign_change_log ADD COLUMN undone_by VARCHAR;
-- Input tables that a run took from files instead of from the store. Without a default: DuckDB cannot evaluate one when it reads
-- its log again.
ALTER TABLE runs ADD COLUMN tables_of_files VARCHAR[];
UPDATE runs SET tables_of_files = []
