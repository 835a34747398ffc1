SELECT e.first_name || ' ' || e.last_name AS employee,
    (SELECT m.last_name FROM employees m WHERE m.id = e.manager_id) AS manager,
    (SELECT count(*) FROM customers c WHERE c.support_rep_id = e.id) AS customers,
    coalesce((SELECT sum(i.total) FROM invoices i JOIN customers c ON c.id = i.customer_id
        WHERE c.support_rep_id = e.id), 0) AS revenue
FROM employees e
ORDER BY customers DESC, e.id
