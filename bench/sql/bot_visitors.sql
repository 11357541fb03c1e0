SELECT DISTINCT visitor_id
FROM web_events
WHERE visitor_id IS NOT NULL AND agent IN (SELECT agent FROM agents WHERE is_program)
