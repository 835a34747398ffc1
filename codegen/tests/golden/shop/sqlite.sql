CREATE TABLE customer (
    id INTEGER NOT NULL,
    "EMail" VARCHAR(200) NOT NULL,
    nickname VARCHAR,
    manager_id BIGINT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT "uq_customer_EMail" UNIQUE ("EMail"),
    CONSTRAINT fk_customer_manager_id_customer FOREIGN KEY(manager_id) REFERENCES customer (id)
);

CREATE INDEX ix_customer_manager_id ON customer (manager_id);

CREATE TABLE "order" (
    id INTEGER NOT NULL,
    customer_id BIGINT NOT NULL,
    status TEXT NOT NULL,
    total NUMERIC(12, 2) NOT NULL,
    placed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    revision INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_order_customer_id_customer FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE RESTRICT,
    CONSTRAINT ck_order_status_enum CHECK (status IN ('open', 'paid', 'shipped'))
);

CREATE INDEX ix_order_customer_id ON "order" (customer_id);

CREATE TABLE line (
    order_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    alias VARCHAR NOT NULL,
    CONSTRAINT pk_line PRIMARY KEY (order_id, position),
    CONSTRAINT fk_line_order_id_order FOREIGN KEY(order_id) REFERENCES "order" (id) ON DELETE CASCADE
);
