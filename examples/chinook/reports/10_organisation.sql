WITH RECURSIVE staff(id, depth, employee, title, line) AS (
    SELECT id, 0, first_name || ' ' || last_name, title, first_name || ' ' || last_name
    FROM employees
    WHERE manager_id IS NULL
    UNION ALL
    SELECT e.id, s.depth + 1, e.first_name || ' ' || e.last_name, e.title,
        s.line || ' > ' || e.first_name || ' ' || e.last_name
    FROM employees e
    JOIN staff s ON e.manager_id = s.id
)
SELECT depth, employee, title, line FROM staff ORDER BY line
