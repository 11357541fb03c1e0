SELECT
    journey_id,
    count(*) FILTER (side = 'customer') AS their_acts,
    count(*) FILTER (side = 'customer' AND happened_at > moment - INTERVAL 28 DAY) AS their_recent_acts,
    count(*) FILTER (side <> 'customer') AS our_acts,
    coalesce(sum(round(coalesce(minutes, 15) / 60 * 1000000)::BIGINT) FILTER (side <> 'customer') / 1000000, 0) AS our_hours,
    count(DISTINCT user_ref) FILTER (side = 'both') AS met_by,
    count(DISTINCT person_id) FILTER (side = 'both') AS met_people
FROM events, moment
WHERE happened_at <= moment AND happened_at > moment - INTERVAL 56 DAY
GROUP BY journey_id
