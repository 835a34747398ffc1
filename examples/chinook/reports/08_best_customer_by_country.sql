WITH totals AS (
    SELECT c.id, c.country, c.first_name || ' ' || c.last_name AS customer, sum(i.total) AS total
    FROM customers c
    JOIN invoices i ON i.customer_id = c.id
    GROUP BY c.id
)
SELECT t.country, t.customer, t.total
FROM totals t
WHERE NOT EXISTS (
    SELECT 1 FROM totals better
    WHERE better.country = t.country
        AND (better.total > t.total OR (better.total = t.total AND better.id < t.id))
)
ORDER BY t.country
