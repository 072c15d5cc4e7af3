-- Marks the emails planned for days before the day of the preview as sent, because they will be sent by then.
UPDATE emails SET status = 'sent'
WHERE status = 'pre-scheduled' AND scheduled_send_date >= $today::DATE AND scheduled_send_date < $as_of::DATE
