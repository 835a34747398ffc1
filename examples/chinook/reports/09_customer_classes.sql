SELECT class, count(*) AS customers, sum(spent) AS revenue
FROM (
    SELECT spent, CASE WHEN spent >= 45 THEN 'gold' WHEN spent >= 38 THEN 'silver' ELSE 'bronze' END AS class
    FROM (
        SELECT c.id, coalesce(sum(i.total), 0) AS spent
        FROM customers c
        LEFT JOIN invoices i ON i.customer_id = c.id
        GROUP BY c.id
    ) AS totals
) AS classes
GROUP BY class
ORDER BY revenue DESC
