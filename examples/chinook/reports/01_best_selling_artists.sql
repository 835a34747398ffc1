SELECT ar.name AS artist, sum(il.quantity) AS sold, sum(il.unit_price * il.quantity) AS revenue
FROM artists ar
JOIN albums al ON al.artist_id = ar.id
JOIN tracks t ON t.album_id = al.id
JOIN invoice_lines il ON il.track_id = t.id
GROUP BY ar.id
ORDER BY revenue DESC, ar.id
