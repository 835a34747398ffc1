SELECT t.composer, count(*) AS tracks, count(DISTINCT t.album_id) AS albums,
    sum(CASE WHEN EXISTS (SELECT 1 FROM invoice_lines il WHERE il.track_id = t.id) THEN 1 ELSE 0 END) AS sold
FROM tracks t
WHERE t.composer IS NOT NULL
GROUP BY t.composer
HAVING count(*) >= 2
ORDER BY tracks DESC, t.composer
