CREATE TABLE item (
    id INTEGER NOT NULL,
    price NUMERIC(8, 2) NOT NULL,
    quantity INTEGER NOT NULL,
    total NUMERIC(12, 2) NOT NULL GENERATED ALWAYS AS (price * quantity) STORED,
    label VARCHAR GENERATED ALWAYS AS ('x' || quantity) STORED,
    cheap BOOLEAN NOT NULL GENERATED ALWAYS AS (price < 10) STORED,
    PRIMARY KEY (id),
    CONSTRAINT item_cheap_boolean_check CHECK (cheap IN (0, 1))
);

CREATE INDEX item_cheap_idx ON item (cheap);

CREATE TABLE person (
    id INTEGER NOT NULL,
    email VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX person_lower_email_idx ON person ((lower(email))) WHERE email <> '';

CREATE INDEX mixed ON person (name, (length(email)));

CREATE TABLE receipt (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

CREATE TABLE shelf (
    item INTEGER NOT NULL,
    twice INTEGER NOT NULL GENERATED ALWAYS AS (item * 2) STORED,
    CONSTRAINT shelf_item_fkey FOREIGN KEY(item) REFERENCES item (id)
);

CREATE INDEX shelf_item_idx ON shelf (item);

CREATE TABLE shirt (
    id INTEGER NOT NULL,
    size TEXT NOT NULL,
    colour VARCHAR NOT NULL,
    price INTEGER NOT NULL,
    "like" INTEGER,
    twin INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT shirt_size_colour_key UNIQUE (size, colour),
    CONSTRAINT shirt_like_fkey FOREIGN KEY("like") REFERENCES shirt (id),
    CONSTRAINT the_twin FOREIGN KEY(twin) REFERENCES shirt (id),
    CONSTRAINT shirt_size_enum_check CHECK (size IN ('s', 'm')),
    CONSTRAINT shirt_colour_check CHECK (colour <> ''),
    CONSTRAINT shirt_1_check CHECK (price > 0),
    CONSTRAINT shirt_cheap_check CHECK (price < 100)
);

CREATE INDEX shirt_colour_idx ON shirt (colour);

CREATE INDEX shirt_like_idx ON shirt ("like");

CREATE INDEX shirt_twin_idx ON shirt (twin);
