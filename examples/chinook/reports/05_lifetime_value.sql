SELECT c.first_name || ' ' || c.last_name AS customer, c.country, count(*) AS invoices, sum(i.total) AS total,
    rank() OVER (ORDER BY sum(i.total) DESC) AS rank
FROM customers c
JOIN invoices i ON i.customer_id = c.id
GROUP BY c.id
ORDER BY 5, c.id
