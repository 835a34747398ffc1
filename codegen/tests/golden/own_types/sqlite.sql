CREATE TABLE members (
    id INTEGER NOT NULL,
    email VARCHAR(254) NOT NULL,
    former_email VARCHAR(254),
    balance BIGINT NOT NULL,
    credit BIGINT NOT NULL DEFAULT 100,
    options TEXT,
    level TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_members_email UNIQUE (email),
    CONSTRAINT ck_members_level_enum CHECK (level IN ('low', 'high'))
);

CREATE TABLE visits (
    member_id BIGINT NOT NULL,
    page TEXT NOT NULL,
    CONSTRAINT pk_visits PRIMARY KEY (member_id, page),
    CONSTRAINT fk_visits_member_id_members FOREIGN KEY(member_id) REFERENCES members (id)
);
