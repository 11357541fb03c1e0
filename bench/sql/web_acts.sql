WITH users AS (
    SELECT user_id, person_id, people.account_id
    FROM user_people
    JOIN people USING (person_id)
)
SELECT
    event_id,
    coalesce(users.account_id, visitors.account_id) AS account_id,
    coalesce(users.person_id, visitors.person_id) AS person_id,
    visitor_id,
    happened_at,
    recorded_at,
    kind,
    page,
    name
FROM (SELECT event_id, kind, visitor_id, user_id, happened_at, recorded_at, page, name FROM web_events)
ANTI JOIN bot_visitors USING (visitor_id)
LEFT JOIN users USING (user_id)
LEFT JOIN visitors USING (visitor_id)
WHERE coalesce(users.account_id, visitors.account_id) IS NOT NULL
