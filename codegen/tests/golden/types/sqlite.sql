CREATE TABLE defaults (
    id INTEGER NOT NULL,
    flag BOOLEAN NOT NULL DEFAULT 1,
    number INTEGER NOT NULL DEFAULT -5,
    float DOUBLE NOT NULL DEFAULT 1.0,
    money NUMERIC(12, 2) NOT NULL DEFAULT 1.5,
    exact NUMERIC BLOB(28, 10) NOT NULL DEFAULT -1.5,
    text TEXT NOT NULL DEFAULT 'it''s \ "x"

// y',
    date TEXT NOT NULL DEFAULT '2026-01-31',
    time TEXT NOT NULL DEFAULT '23:59:58.000000',
    datetime TEXT NOT NULL DEFAULT '2026-01-31 23:59:58.250000',
    moment TEXT NOT NULL DEFAULT '2026-01-31 23:59:58.250000Z',
    uuid TEXT NOT NULL DEFAULT '67e55044-10b1-426f-9247-bb680e5fe0c8',
    json TEXT NOT NULL DEFAULT '["it''s",1.5,true]',
    colour TEXT NOT NULL DEFAULT 'blue',
    sum INTEGER NOT NULL DEFAULT (1 + 1),
    date_now TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d', 'now')),
    time_now TEXT NOT NULL DEFAULT (strftime('%H:%M:%f000', 'now')),
    datetime_now TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    moment_now TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    PRIMARY KEY (id),
    CONSTRAINT ck_defaults_flag_boolean CHECK (flag IN (0, 1)),
    CONSTRAINT ck_defaults_colour_enum CHECK (colour IN ('red', 'green', 'blue'))
);

CREATE TABLE everything (
    id TEXT NOT NULL,
    a_smallint SMALLINT NOT NULL,
    an_integer INTEGER NOT NULL,
    a_bigint BIGINT NOT NULL,
    a_boolean BOOLEAN NOT NULL,
    a_real REAL NOT NULL,
    a_double DOUBLE NOT NULL,
    a_numeric NUMERIC(15, 2) NOT NULL,
    a_long_numeric NUMERIC BLOB(28, 10) NOT NULL,
    a_string VARCHAR(9) NOT NULL,
    a_text TEXT NOT NULL,
    some_bytes BLOB,
    a_date TEXT NOT NULL,
    a_time TEXT NOT NULL,
    a_datetime TEXT NOT NULL,
    a_timestamp TEXT NOT NULL,
    a_uuid TEXT NOT NULL,
    a_json TEXT NOT NULL,
    an_enum TEXT NOT NULL,
    today TEXT NOT NULL,
    now TEXT NOT NULL,
    "nothing" TEXT,
    a_secret VARCHAR NOT NULL,
    CONSTRAINT pk_everything PRIMARY KEY (id),
    CONSTRAINT ck_everything_a_boolean_boolean CHECK (a_boolean IN (0, 1)),
    CONSTRAINT ck_everything_an_enum_enum CHECK (an_enum IN ('red', 'green', 'blue')),
    CONSTRAINT ck_everything_a_bigint CHECK (a_bigint < 0)
);

CREATE INDEX ix_everything_a_text ON everything (a_text);
