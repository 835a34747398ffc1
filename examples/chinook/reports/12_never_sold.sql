SELECT t.name AS track, al.title AS album, ar.name AS artist
FROM tracks t
LEFT JOIN albums al ON al.id = t.album_id
LEFT JOIN artists ar ON ar.id = al.artist_id
WHERE t.id NOT IN (SELECT track_id FROM invoice_lines)
ORDER BY t.id
