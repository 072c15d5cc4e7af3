-- What the plan has for the days before the one that is looked at will have gone by then.
UPDATE emails SET status = 'sent'
WHERE status = 'pre-scheduled' AND scheduled_send_date >= $today::DATE AND scheduled_send_date < $as_of::DATE
