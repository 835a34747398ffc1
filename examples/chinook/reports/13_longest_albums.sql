SELECT al.title AS album, ar.name AS artist, count(*) AS tracks, sum(t.milliseconds) / 60000 AS minutes
FROM albums al
JOIN artists ar ON ar.id = al.artist_id
JOIN tracks t ON t.album_id = al.id
GROUP BY al.id, ar.id
ORDER BY sum(t.milliseconds) DESC, al.id
LIMIT 10
