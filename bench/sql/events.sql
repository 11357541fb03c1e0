WITH acts AS (
  SELECT a.event_id, a.account_id, a.person_id, NULL::VARCHAR AS deal_id, NULL::VARCHAR AS user_ref, a.happened_at,
         a.recorded_at, 'customer' AS side, 'web' AS channel,
         coalesce(CASE WHEN a.kind = 'track' THEN a.name END, p.title, a.page) AS what, a.page, p.job, p.weight,
         NULL::DOUBLE AS minutes
  FROM web_acts a LEFT JOIN pages p USING (page)
  UNION ALL
  SELECT event_id, account_id, person_id, deal_id, user_ref, happened_at, recorded_at, side, channel, what, page, job, weight,
         minutes FROM crm_acts
)
SELECT acts.*, coalesce(d.journey_id, n.journey_id, acts.account_id) AS journey_id
FROM acts
LEFT JOIN need_people n ON acts.account_id = n.account_id AND acts.person_id = n.person_id
LEFT JOIN (SELECT deal_id, journey_id FROM deal_needs WHERE NOT is_main) d ON acts.deal_id = d.deal_id
