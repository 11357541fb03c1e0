WITH titled AS (
  SELECT page, title, sum(CASE WHEN kind <> 'track' THEN 1 ELSE 0 END) AS views
  FROM web_events
  WHERE page IS NOT NULL AND visitor_id NOT IN (SELECT visitor_id FROM bot_visitors)
  GROUP BY ALL
)
SELECT page, first(title ORDER BY title IS NULL, views DESC, title) AS title, sum(views)::BIGINT AS views
FROM titled GROUP BY page
