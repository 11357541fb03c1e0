WITH timed AS (
  SELECT *, coalesce(visitor_id, person_id) AS who, epoch(date_trunc('second', happened_at))::BIGINT AS second FROM web_acts
), started AS (
  SELECT *, CASE WHEN coalesce(second - lag(second) OVER (PARTITION BY who ORDER BY happened_at, event_id), 1801) > 1800
            THEN 1 ELSE 0 END AS starts FROM timed
), numbered AS (
  SELECT *, sum(starts) OVER (PARTITION BY who ORDER BY happened_at, event_id ROWS UNBOUNDED PRECEDING)::BIGINT AS visit FROM started
)
SELECT account_id, visitor_id, visit, max(person_id) AS person_id, min(happened_at) AS started_at, max(happened_at) AS ended_at,
       count(*) AS acts, count(DISTINCT page) AS pages
FROM numbered GROUP BY account_id, visitor_id, visit
