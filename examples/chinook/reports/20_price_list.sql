SELECT (row_number() OVER (ORDER BY unit_price DESC, name, id) - 1) / 200 + 1 AS page, name AS track, unit_price AS price
FROM tracks
ORDER BY unit_price DESC, name, id
