SELECT
    account_id,
    journey_id,
    date_trunc('week', happened_at)::DATE AS week,
    coalesce(job, 'unplaced') AS job,
    count(*) AS acts,
    sum(round(coalesce(weight * coalesce(buying_share, 1), 0) * 1000000)::BIGINT) / 1000000 AS weight,
    max(coalesce(weight * coalesce(buying_share, 1), 0)) AS presence,
    count(DISTINCT person_id) AS people,
    count(DISTINCT happened_at::DATE) AS days,
    min(happened_at) AS first_at,
    max(happened_at) AS last_at
FROM events
WHERE channel = 'web' AND happened_at <= (SELECT moment FROM moment)
GROUP BY ALL
