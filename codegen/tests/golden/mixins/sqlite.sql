CREATE TABLE person (
    id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT in_order CHECK (created_at <= updated_at)
);

CREATE INDEX ix_person_updated_at_created_at ON person (updated_at, created_at);

CREATE TABLE book (
    id INTEGER NOT NULL,
    owner_id BIGINT NOT NULL,
    title VARCHAR NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_book_owner_id_title UNIQUE (owner_id, title),
    CONSTRAINT fk_book_owner_id_person FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE CASCADE,
    CONSTRAINT in_order CHECK (created_at <= updated_at)
);

CREATE INDEX ix_book_updated_at_created_at ON book (updated_at, created_at);

CREATE TABLE loan (
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000Z', 'now')),
    book_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT pk_loan PRIMARY KEY (book_id, person_id),
    CONSTRAINT fk_loan_book_id_book FOREIGN KEY(book_id) REFERENCES book (id),
    CONSTRAINT fk_loan_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_loan_person_id ON loan (person_id);

CREATE TABLE note (
    id INTEGER NOT NULL,
    owner_id BIGINT NOT NULL,
    title VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_note_owner_id_title UNIQUE (owner_id, title),
    CONSTRAINT fk_note_owner_id_person FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE CASCADE
);
