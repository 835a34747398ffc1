CREATE TABLE mod (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT 'it''s',
    PRIMARY KEY (id),
    CONSTRAINT ck_mod_kind_enum CHECK (kind IN ('it''s', 'in progress', 'ON HOLD', 'Self', '1st'))
);

CREATE TABLE "select" (
    id TEXT NOT NULL,
    "Self" VARCHAR NOT NULL,
    CONSTRAINT pk_select PRIMARY KEY (id)
);

CREATE TABLE session (
    id INTEGER NOT NULL,
    query VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    new VARCHAR NOT NULL,
    find VARCHAR NOT NULL,
    "insert" VARCHAR NOT NULL,
    "update" VARCHAR NOT NULL,
    "delete" VARCHAR NOT NULL,
    "all" VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    match VARCHAR NOT NULL,
    self VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE "from; --" (
    "1/0 /* ☃ */" INTEGER NOT NULL,
    b SMALLINT NOT NULL,
    session_id INTEGER NOT NULL,
    CONSTRAINT "pk_from; --" PRIMARY KEY ("1/0 /* ☃ */", b),
    CONSTRAINT "to session" FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE INDEX "ix_from; --_session_id" ON "from; --" (session_id);

CREATE TABLE string (
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    a INTEGER,
    b SMALLINT,
    PRIMARY KEY (id),
    CONSTRAINT uq_string_a_b UNIQUE (a, b),
    CONSTRAINT "fk_string_a_b_from; --" FOREIGN KEY(a, b) REFERENCES "from; --" ("1/0 /* ☃ */", b) ON DELETE SET NULL,
    CONSTRAINT ck_string_text CHECK (length(text) < 9)
);

CREATE INDEX "only some" ON string (text) WHERE text > '';
