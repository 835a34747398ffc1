SELECT genre, place, track, sold
FROM (
    SELECT g.id, g.name AS genre, t.name AS track, s.sold,
        row_number() OVER (PARTITION BY g.id ORDER BY s.sold DESC, t.name, t.id) AS place
    FROM tracks t
    JOIN genres g ON g.id = t.genre_id
    JOIN (SELECT track_id, count(*) AS sold FROM invoice_lines GROUP BY track_id) AS s ON s.track_id = t.id
) AS ranked
WHERE place <= 3
ORDER BY id, place
