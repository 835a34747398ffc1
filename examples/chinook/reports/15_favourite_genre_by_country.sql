WITH bought AS (
    SELECT c.country, g.id, g.name AS genre, count(*) AS bought
    FROM invoice_lines il
    JOIN invoices i ON i.id = il.invoice_id
    JOIN customers c ON c.id = i.customer_id
    JOIN tracks t ON t.id = il.track_id
    JOIN genres g ON g.id = t.genre_id
    GROUP BY c.country, g.id
)
SELECT country, genre, bought
FROM bought b
WHERE id = (
    SELECT id FROM bought other WHERE other.country = b.country ORDER BY other.bought DESC, other.id LIMIT 1
)
ORDER BY country
