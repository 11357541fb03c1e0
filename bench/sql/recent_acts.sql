SELECT
    journey_id,
    event_id,
    happened_at,
    side,
    channel,
    what,
    job,
    person_id,
    row_number() OVER (PARTITION BY journey_id, side ORDER BY happened_at DESC, event_id) - 1 AS place
FROM events, moment
WHERE
    happened_at <= moment
    AND happened_at > moment - INTERVAL 56 DAY
    AND (
        side <> 'customer'
        OR channel <> 'web'
        OR job IN (
            'problem_identification',
            'solution_exploration',
            'requirements_building',
            'supplier_selection',
            'validation',
            'consensus_creation'
        )
    )
QUALIFY place < 40
