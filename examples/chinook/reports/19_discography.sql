SELECT al.title AS album, t.name AS track
FROM albums al
JOIN tracks t ON t.album_id = al.id
WHERE al.artist_id = (SELECT artist_id FROM albums GROUP BY artist_id ORDER BY count(*) DESC, artist_id LIMIT 1)
ORDER BY al.id, t.id
