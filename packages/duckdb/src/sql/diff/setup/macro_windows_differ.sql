-- Whether the settings that determine the exclusion windows differ.
CREATE OR REPLACE TEMP MACRO windows_differ() AS
  setting_differs('state_rules.') OR setting_differs('timing.pre_window_exclusion_days')
