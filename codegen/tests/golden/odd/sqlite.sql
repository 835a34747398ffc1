CREATE TABLE dbg (
    id INTEGER NOT NULL,
    a TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ck_dbg_a_enum CHECK (a IN ('Ok', 'Err', 'None', 'Some'))
);

CREATE TABLE displ (
    id INTEGER NOT NULL,
    s VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE fnx (
    id INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE odd (
    i32 INTEGER NOT NULL,
    bool BOOLEAN NOT NULL,
    str VARCHAR NOT NULL,
    u8 INTEGER NOT NULL,
    usize INTEGER NOT NULL,
    core INTEGER NOT NULL,
    std INTEGER NOT NULL,
    aludel INTEGER NOT NULL,
    row INTEGER NOT NULL,
    at INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    value INTEGER NOT NULL,
    f INTEGER NOT NULL,
    it INTEGER NOT NULL,
    object INTEGER NOT NULL,
    "table" INTEGER NOT NULL,
    model INTEGER NOT NULL,
    key INTEGER NOT NULL,
    "union" INTEGER NOT NULL,
    auto INTEGER NOT NULL,
    "default" INTEGER NOT NULL,
    raw INTEGER NOT NULL,
    vec BLOB NOT NULL,
    option VARCHAR,
    PRIMARY KEY (i32),
    CONSTRAINT ck_odd_bool_boolean CHECK (bool IN (0, 1))
);

CREATE TABLE send (
    id INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE somex (
    id INTEGER NOT NULL,
    PRIMARY KEY (id)
);
