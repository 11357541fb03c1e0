WITH acts AS (
    SELECT
        event_id,
        web_acts.account_id,
        person_id,
        NULL::VARCHAR AS deal_id,
        NULL::VARCHAR AS user_ref,
        happened_at,
        recorded_at,
        'customer' AS side,
        'web' AS channel,
        coalesce(CASE WHEN kind = 'track' THEN name END, title, page) AS what,
        page,
        job,
        weight,
        buying_share,
        NULL::DOUBLE AS minutes
    FROM web_acts
    LEFT JOIN (SELECT page, title, job, weight FROM pages) USING (page)
    LEFT JOIN (SELECT reader_id, account_id, buying_share FROM readers) AS known
        ON known.reader_id = coalesce(person_id, visitor_id) AND known.account_id = web_acts.account_id
    UNION ALL
    SELECT * FROM crm_acts
)

SELECT
    acts.*,
    coalesce(served.journey_id, own.journey_id, acts.account_id) AS journey_id
FROM acts
LEFT JOIN (SELECT deal_id, journey_id FROM deal_needs WHERE NOT is_main) AS served USING (deal_id)
LEFT JOIN need_people AS own USING (account_id, person_id)
