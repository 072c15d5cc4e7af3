-- Whether the setting differs that says how many days before its event an email of this type is ideally sent.
CREATE OR REPLACE TEMP MACRO timing_differs(email_type) AS
  CASE
    WHEN is_followup(email_type) THEN setting_differs('timing.followup_days_after')
    WHEN is_campaign(email_type) THEN
      setting_differs('campaign_types.' || substr(email_type, 10) || '.days_before_event')
    WHEN email_type = 'aep' THEN setting_differs('aep.send_on')
    ELSE setting_differs('timing.' || email_type || '_days_before')
  END
