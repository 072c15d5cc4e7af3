-- Adds the addresses and names of the contacts to the emails. They are personal data.
SELECT due.*, email, first_name, last_name, phone_number
FROM ({{rows}}) due
LEFT JOIN contacts ON contacts.id = due.contact_id
ORDER BY due.priority, due.id
