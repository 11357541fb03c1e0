WITH users AS (
  SELECT u.user_id, u.person_id, p.account_id FROM user_people u JOIN people p USING (person_id)
)
SELECT e.event_id, coalesce(u.account_id, v.account_id) AS account_id, coalesce(u.person_id, v.person_id) AS person_id,
       e.visitor_id, e.happened_at, e.recorded_at, e.kind, e.page, e.name
FROM web_events e
LEFT JOIN users u ON e.user_id = u.user_id
LEFT JOIN visitors v ON e.visitor_id = v.visitor_id
WHERE coalesce(u.account_id, v.account_id) IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM bot_visitors b WHERE b.visitor_id = e.visitor_id)
