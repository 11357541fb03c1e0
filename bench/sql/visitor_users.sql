SELECT visitor_id, user_id, min(recorded_at) AS known_at
FROM (
    SELECT visitor_id, user_id, recorded_at FROM web_calls
    UNION ALL
    SELECT previous_id, user_id, recorded_at FROM web_calls WHERE kind = 'alias'
    UNION ALL
    SELECT visitor_id, user_id, recorded_at FROM web_events
)
WHERE visitor_id IS NOT NULL AND user_id IS NOT NULL
GROUP BY ALL
