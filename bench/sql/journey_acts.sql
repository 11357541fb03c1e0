WITH begun AS (
    SELECT journey_id, needs.account_id, is_main, deal_id, begun_on
    FROM needs
    LEFT JOIN journey_states USING (journey_id)
),

first_talks AS (
    SELECT journey_id, min(happened_at) AS first_dialogue_at
    FROM begun
    JOIN touchpoints USING (account_id)
    WHERE (is_main OR touchpoints.deal_id = begun.deal_id) AND happened_at >= begun_on
    GROUP BY journey_id
)

SELECT
    journey_id,
    max(happened_at) AS last_customer_event_at,
    max(first_dialogue_at) AS first_dialogue_at,
    count(*) FILTER (happened_at >= begun_on) AS acts,
    count(*) FILTER (happened_at >= begun_on AND happened_at < first_dialogue_at) AS acts_before
FROM events
JOIN begun USING (journey_id)
LEFT JOIN first_talks USING (journey_id)
WHERE side = 'customer'
GROUP BY journey_id
