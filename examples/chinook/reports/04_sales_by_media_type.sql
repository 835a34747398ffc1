SELECT m.name AS media_type, count(DISTINCT t.id) AS tracks, count(il.id) AS sold,
    coalesce(sum(il.unit_price * il.quantity), 0) AS revenue
FROM media_types m
LEFT JOIN tracks t ON t.media_type_id = m.id
LEFT JOIN invoice_lines il ON il.track_id = t.id
GROUP BY m.id
ORDER BY sold DESC, m.id
