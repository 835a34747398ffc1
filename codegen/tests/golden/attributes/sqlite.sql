CREATE TABLE persons (
    first_name VARCHAR NOT NULL,
    last_name VARCHAR NOT NULL,
    id INTEGER NOT NULL,
    type VARCHAR,
    password_hash VARCHAR NOT NULL,
    checked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    level TEXT NOT NULL,
    friend_id INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT fk_persons_friend_id_persons FOREIGN KEY(friend_id) REFERENCES persons (id),
    CONSTRAINT ck_persons_level_enum CHECK (level IN ('low', 'very high', 'middle'))
);

CREATE INDEX ix_persons_friend_id ON persons (friend_id);

CREATE TABLE "old persons" (
    "the id" INTEGER NOT NULL,
    CONSTRAINT "fk_old persons_the id_persons" FOREIGN KEY("the id") REFERENCES persons (id)
);

CREATE INDEX "ix_old persons_the id" ON "old persons" ("the id");
