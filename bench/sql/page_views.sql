WITH titled AS (
    SELECT page, title, count(*) FILTER (kind <> 'track') AS views
    FROM web_events
    ANTI JOIN bot_visitors USING (visitor_id)
    WHERE page IS NOT NULL
    GROUP BY ALL
)
SELECT page, title, sum(views) OVER (PARTITION BY page)::BIGINT AS views
FROM titled
QUALIFY row_number() OVER (PARTITION BY page ORDER BY title IS NULL, views DESC, title) = 1
