SELECT c.first_name || ' ' || c.last_name AS customer, round(avg(i.total), 2) AS average
FROM customers c
JOIN invoices i ON i.customer_id = c.id
GROUP BY c.id
HAVING avg(i.total) > (SELECT avg(total) FROM invoices)
ORDER BY avg(i.total) DESC, c.id
