WITH claims AS (
    SELECT visitor_id, person_id, account_id, basis, confidence, visitor_users.known_at
    FROM visitor_users
    JOIN user_people USING (user_id)
    JOIN (SELECT person_id, account_id, basis, confidence FROM people) USING (person_id)
    UNION ALL
    SELECT visitor_id, NULL, account_id, 'group call', 0.9, known_at
    FROM group_calls
    WHERE visitor_id IS NOT NULL
)
SELECT
    visitor_id,
    CASE WHEN count(DISTINCT person_id) = 1 THEN min(person_id) END AS person_id,
    CASE WHEN count(DISTINCT account_id) = 1 THEN min(account_id) END AS account_id,
    CASE
        WHEN count(DISTINCT account_id) = 1 THEN min(basis) FILTER (account_id IS NOT NULL)
        WHEN count(DISTINCT account_id) > 1 THEN 'several accounts'
    END AS basis,
    CASE WHEN count(DISTINCT account_id) = 1 THEN min(confidence) END AS confidence,
    min(known_at) AS known_at
FROM claims
GROUP BY visitor_id
