SELECT p.name AS playlist, count(t.id) AS tracks, coalesce(sum(t.milliseconds), 0) / 60000 AS minutes
FROM playlists p
LEFT JOIN playlist_tracks pt ON pt.playlist_id = p.id
LEFT JOIN tracks t ON t.id = pt.track_id
GROUP BY p.id
ORDER BY p.id
