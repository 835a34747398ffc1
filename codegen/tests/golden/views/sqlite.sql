CREATE TABLE customers (
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    id INTEGER NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_customers_made UNIQUE (made),
    CONSTRAINT ck_customers_level_enum CHECK (level IN ('low', 'high'))
);

CREATE TABLE purchases (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    price NUMERIC(8, 2) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_purchases_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE INDEX ix_purchases_customer_id ON purchases (customer_id);

CREATE VIEW spendings AS
SELECT customers.id, customers.made, CAST(sum(purchases.price) AS INTEGER) AS spent, customers."level"
FROM customers JOIN purchases ON purchases.customer_id = customers.id
GROUP BY customers.id;

CREATE VIEW best_customers AS
SELECT id, made, spent FROM spendings WHERE spent > 100;
