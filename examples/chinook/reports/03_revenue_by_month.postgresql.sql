WITH months AS (
    SELECT date_trunc('month', invoice_date) AS month, sum(total) AS revenue
    FROM invoices
    GROUP BY 1
)
SELECT month, revenue, revenue - lag(revenue) OVER (ORDER BY month) AS change,
    sum(revenue) OVER (ORDER BY month) AS so_far
FROM months
ORDER BY month
