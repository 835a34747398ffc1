CREATE TABLE persons (
    first_name VARCHAR NOT NULL,
    last_name VARCHAR NOT NULL,
    id INTEGER NOT NULL,
    type VARCHAR,
    password_hash VARCHAR NOT NULL,
    checked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    level TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ck_persons_level_enum CHECK (level IN ('low', 'very high', 'middle'))
);
