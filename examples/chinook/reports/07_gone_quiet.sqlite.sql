SELECT c.first_name || ' ' || c.last_name AS customer, c.email,
    (SELECT max(invoice_date) FROM invoices WHERE customer_id = c.id) AS last_purchase
FROM customers c
WHERE NOT EXISTS (
    SELECT 1 FROM invoices
    WHERE customer_id = c.id
        AND julianday(invoice_date) > (SELECT julianday(max(invoice_date), '-1 year') FROM invoices)
)
ORDER BY c.id
