WITH months AS (
    SELECT strftime('%Y-%m-01 00:00:00', invoice_date) AS month, sum(total) AS revenue
    FROM invoices
    GROUP BY 1
)
SELECT month, revenue, round(revenue - lag(revenue) OVER (ORDER BY month), 2) AS change,
    sum(revenue) OVER (ORDER BY month) AS so_far
FROM months
ORDER BY month
