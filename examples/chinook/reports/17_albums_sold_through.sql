SELECT al.title AS album, ar.name AS artist, count(DISTINCT t.id) AS tracks
FROM albums al
JOIN artists ar ON ar.id = al.artist_id
JOIN tracks t ON t.album_id = al.id
LEFT JOIN invoice_lines il ON il.track_id = t.id
GROUP BY al.id, ar.id
HAVING count(DISTINCT t.id) = count(DISTINCT il.track_id)
ORDER BY tracks DESC, al.id
