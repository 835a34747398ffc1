CREATE TABLE invoices (
    id INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE notes (
    id INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE plains (
    id INTEGER NOT NULL,
    seen TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE rules (
    id INTEGER NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (id)
);
