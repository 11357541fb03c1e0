WITH timed AS (
    SELECT
        *,
        coalesce(visitor_id, person_id) AS who,
        epoch_us(happened_at) // 1000000 AS second
    FROM web_acts
),

started AS (
    SELECT *, coalesce(second - lag(second) OVER (PARTITION BY who ORDER BY second) > 30 * 60, true) AS starts
    FROM timed
),

numbered AS (
    SELECT *, sum(starts::INTEGER) OVER (PARTITION BY who ORDER BY second)::BIGINT AS visit
    FROM started
)

SELECT
    account_id,
    visitor_id,
    visit,
    max(person_id) AS person_id,
    min(happened_at) AS started_at,
    max(happened_at) AS ended_at,
    count(*) AS acts,
    count(DISTINCT page) AS pages
FROM numbered
GROUP BY account_id, visitor_id, who, visit
