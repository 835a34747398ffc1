CREATE TYPE orderstatus AS ENUM ('open', 'paid', 'shipped');

CREATE TABLE countries (
	code VARCHAR(2) NOT NULL,
	name VARCHAR(80) NOT NULL,
	PRIMARY KEY (code),
	UNIQUE (name)
);

CREATE TABLE customers (
	id SERIAL NOT NULL,
	email VARCHAR(200) NOT NULL,
	born DATE,
	is_active BOOLEAN DEFAULT TRUE NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (email)
);

CREATE INDEX ix_customers_lower_email ON customers (lower(email));

CREATE TABLE departments (
	id SERIAL NOT NULL,
	name VARCHAR NOT NULL,
	head_id INTEGER,
	PRIMARY KEY (id)
);

CREATE TABLE suppliers (
	id UUID NOT NULL,
	name VARCHAR(100) NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE categories (
	id SMALLSERIAL NOT NULL,
	name VARCHAR(50) NOT NULL,
	parent_id SMALLINT,
	PRIMARY KEY (id),
	UNIQUE (name),
	FOREIGN KEY(parent_id) REFERENCES categories (id)
);

CREATE TABLE tags (
	id SERIAL NOT NULL,
	label VARCHAR(30) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (label)
);

CREATE TABLE warehouses (
	id SERIAL NOT NULL,
	name VARCHAR(40) NOT NULL,
	opens TIME WITHOUT TIME ZONE,
	latitude REAL,
	PRIMARY KEY (id)
);

CREATE TABLE coupons (
	id SERIAL NOT NULL,
	shop VARCHAR(20) NOT NULL,
	code VARCHAR(20) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (shop, code)
);

CREATE INDEX ix_coupons_code_shop ON coupons (code, shop);

CREATE TABLE settings (
	key VARCHAR(60) NOT NULL,
	value JSON NOT NULL,
	PRIMARY KEY (key)
);

CREATE TABLE addresses (
	id SERIAL NOT NULL,
	customer_id INTEGER NOT NULL,
	country_code VARCHAR(2) NOT NULL,
	street TEXT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE,
	FOREIGN KEY(country_code) REFERENCES countries (code)
);

CREATE TABLE employees (
	id SERIAL NOT NULL,
	name VARCHAR NOT NULL,
	department_id INTEGER NOT NULL,
	manager_id INTEGER,
	PRIMARY KEY (id),
	FOREIGN KEY(department_id) REFERENCES departments (id),
	FOREIGN KEY(manager_id) REFERENCES employees (id) ON DELETE SET NULL
);

CREATE TABLE products (
	id BIGSERIAL NOT NULL,
	category_id SMALLINT NOT NULL,
	supplier_id UUID,
	name VARCHAR(120) NOT NULL,
	price NUMERIC(10, 2) NOT NULL,
	weight DOUBLE PRECISION,
	details JSON,
	picture BYTEA,
	PRIMARY KEY (id),
	CHECK (price >= 0),
	FOREIGN KEY(category_id) REFERENCES categories (id),
	FOREIGN KEY(supplier_id) REFERENCES suppliers (id)
);

CREATE INDEX ix_products_name ON products (name);

CREATE TABLE orders (
	id BIGSERIAL NOT NULL,
	customer_id INTEGER NOT NULL,
	status orderstatus DEFAULT 'open' NOT NULL,
	placed TIMESTAMP WITHOUT TIME ZONE DEFAULT now() NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE RESTRICT
);

CREATE INDEX ix_orders_open ON orders (customer_id) WHERE status = 'open';

CREATE TABLE product_tags (
	product_id BIGINT NOT NULL,
	tag_id INTEGER NOT NULL,
	PRIMARY KEY (product_id, tag_id),
	FOREIGN KEY(product_id) REFERENCES products (id) ON DELETE CASCADE,
	FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
);

CREATE TABLE order_lines (
	order_id BIGINT NOT NULL,
	position SMALLINT NOT NULL,
	product_id BIGINT NOT NULL,
	quantity INTEGER DEFAULT 1 NOT NULL,
	price NUMERIC(10, 2) NOT NULL,
	total NUMERIC(12, 2) GENERATED ALWAYS AS (quantity * price) STORED,
	PRIMARY KEY (order_id, position),
	CHECK (quantity > 0),
	FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE,
	FOREIGN KEY(product_id) REFERENCES products (id)
);

CREATE TABLE payments (
	id BIGSERIAL NOT NULL,
	order_id BIGINT NOT NULL,
	amount NUMERIC(20, 4) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (order_id),
	FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE reviews (
	customer_id INTEGER NOT NULL,
	product_id BIGINT NOT NULL,
	stars SMALLINT NOT NULL,
	body TEXT,
	PRIMARY KEY (customer_id, product_id),
	CHECK (stars BETWEEN 1 AND 5),
	FOREIGN KEY(customer_id) REFERENCES customers (id),
	FOREIGN KEY(product_id) REFERENCES products (id)
);

CREATE TABLE stock (
	warehouse_id INTEGER NOT NULL,
	product_id BIGINT NOT NULL,
	pieces BIGINT NOT NULL,
	PRIMARY KEY (warehouse_id, product_id),
	FOREIGN KEY(warehouse_id) REFERENCES warehouses (id),
	FOREIGN KEY(product_id) REFERENCES products (id)
);

CREATE TABLE "user" (
	id SERIAL NOT NULL,
	"Name" VARCHAR NOT NULL,
	employee_id INTEGER,
	PRIMARY KEY (id),
	UNIQUE ("Name"),
	FOREIGN KEY(employee_id) REFERENCES employees (id)
);

CREATE TABLE shipments (
	id SERIAL NOT NULL,
	order_id BIGINT NOT NULL,
	position SMALLINT NOT NULL,
	sent TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (id),
	FOREIGN KEY(order_id, position) REFERENCES order_lines (order_id, position)
);

ALTER TABLE departments ADD CONSTRAINT fk_departments_head_id_employees FOREIGN KEY(head_id) REFERENCES employees (id);
