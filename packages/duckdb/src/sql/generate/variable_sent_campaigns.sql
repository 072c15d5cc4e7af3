-- The campaign instances for which emails were sent in the past.
SET VARIABLE sent_campaigns = (
  SELECT
    list({
      'instance': id,
      'email_type': 'campaign_' || campaign_type,
      'days_before_event': days_before_event,
      'first_day': active_start_date,
      'days': least(active_end_date + 1, getvariable('as_of')) - active_start_date
    } ORDER BY id)
  FROM campaign_instance
  JOIN campaign_type ON campaign_type.name = campaign_type
  WHERE org_id IS NULL AND metadata IS NULL AND active_start_date < getvariable('as_of')
)
