SELECT billing_country AS country, count(*) AS invoices, sum(total) AS revenue,
    round(sum(total) * 100.0 / sum(sum(total)) OVER (), 2) AS percent
FROM invoices
GROUP BY billing_country
ORDER BY revenue DESC, billing_country
