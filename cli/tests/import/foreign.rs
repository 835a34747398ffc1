//! Databases that Aludel has not made.

use aludel_codegen::model::Dialect;

use super::Place;

/// A database of that SQL, imported; what the command printed.
fn imported(dialect: Dialect, sql: &[&str], options: &[&str]) -> (Place, String) {
    let place = Place::new(dialect);
    place.execute(&sql.iter().map(|&statement| statement.to_owned()).collect::<Vec<_>>());
    let done = place.import(options);
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    (place, done.out)
}

const SHOP: &[&str] = &[
    "CREATE TABLE [Customers] ([CustomerID] INTEGER PRIMARY KEY, \"Company Name\" NVARCHAR(40) NOT NULL COLLATE NOCASE,
        since DATETIME DEFAULT CURRENT_TIMESTAMP, Rating REAL, big INT)",
    "CREATE TABLE orders (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- numbered
        customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid')),
        total DECIMAL(10,2) DEFAULT 0 CHECK (total >= 0 /* never less */),
        \"select\" BOOLEAN NOT NULL DEFAULT 1,
        approved_by INTEGER REFERENCES Employees(Id) ON DELETE SET NULL
    )",
    "CREATE TABLE Employees (Id INTEGER PRIMARY KEY, ReportsTo INTEGER REFERENCES Employees(Id), Email TEXT UNIQUE)",
    "CREATE TABLE tags (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE order_tags (order_id INTEGER REFERENCES orders(id), tag TEXT REFERENCES tags, PRIMARY KEY (order_id, tag))",
    "CREATE TABLE log (line TEXT, at)",
    "CREATE INDEX orders_by_state ON orders (state, total DESC)",
    "CREATE INDEX orders_by_customer ON orders (customer)",
    "CREATE UNIQUE INDEX one_mail ON Employees (lower(Email)) WHERE Email <> ''",
    "CREATE TRIGGER t AFTER INSERT ON log BEGIN SELECT 1; END",
    "CREATE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 100",
];

#[test]
fn sqlite_of_other_hands() {
    let (place, said) = imported(Dialect::Sqlite, SHOP, &[]);
    let order = place.read("order.toml");
    for line in [
        "[model.Order]\ntable = \"orders\"\nindex = [{ columns = [\"customer\"], name = \"orders_by_customer\" }]\n",
        "id = { type = \"bigint\", primary_key = true, autoincrement = true }\n",
        "customer = { type = \"bigint\", references = { column = \"Customers.customer_id\", on_delete = \"cascade\" } }\n",
        "state = { enum = \"State\", server_default = \"open\" }\n",
        "check = [\"total >= 0\"]\n",
        "total = { type = \"numeric\", precision = 10, scale = 2, nullable = true, server_default = \"0\" }\n",
        "select = { type = \"boolean\", server_default = true }\n",
        "approved_by = { type = \"bigint\", nullable = true, references = { column = \"Employees.id\", on_delete = \"set null\", index = false } }\n",
        "tags = { has_many = \"Tag\", through = \"order_tags\", back_populates = \"orders\" }\n",
        "related_customer = { belongs_to = \"Customer\", back_populates = \"orders\" }\n",
        "approved_by_employee = { belongs_to = \"Employee\", back_populates = \"orders\" }\n",
    ] {
        assert!(order.contains(line), "{line}\n{order}");
    }
    let employee = place.read("employee.toml");
    for line in [
        "reports_to = { type = \"bigint\", nullable = true, references = { column = \"Employees.id\", index = false }, column = \"ReportsTo\" }\n",
        "email = { type = \"text\", nullable = true, unique = true, column = \"Email\" }\n",
        "index = [{ expression = \"lower(Email)\", unique = true, where = \"Email <> ''\", name = \"one_mail\" }]\n",
    ] {
        assert!(employee.contains(line), "{line}\n{employee}");
    }
    assert!(
        place
            .read("customer.toml")
            .contains("company_name = { type = \"string\", length = 40, column = \"Company Name\" }")
    );
    assert!(place.read("log.toml").contains("[table.log.columns]"));
    for remark in [
        "Customers.Company Name: compares by the collation NOCASE",
        "Customers.since: is described as datetime",
        "tags: is WITHOUT ROWID",
        "log: has no primary key",
        "log.at: has no type",
        "log: the trigger `t` stays the database's own affair",
        "orders, index `orders_by_state`: DESC in an index cannot be said: left out",
        "the view big_orders: is described with the primary key `id`",
    ] {
        assert!(said.contains(remark), "{remark}\n{said}");
    }
}

#[test]
fn postgresql_of_other_hands() {
    let sql = [
        "CREATE DOMAIN mail AS text CHECK (VALUE LIKE '%@%')",
        "CREATE TYPE \"Mood\" AS ENUM ('sad', 'so so', '+1')",
        "CREATE TABLE users (id serial PRIMARY KEY, \"E-Mail\" mail NOT NULL, mood \"Mood\" DEFAULT 'so so', tags text[] NOT NULL DEFAULT '{}', spot point NOT NULL,
            born date CHECK (born > '1900-01-01'), at timestamptz NOT NULL DEFAULT now(), ratio numeric, EXCLUDE USING btree (born WITH =))",
        "CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author_id int NOT NULL REFERENCES users,
            editor_id int REFERENCES users ON DELETE SET NULL, title varchar(200) NOT NULL UNIQUE, body text,
            words int GENERATED ALWAYS AS (length(body)) STORED, state char(2) CHECK (state IN ('dr', 'ok')))",
        "CREATE INDEX ON posts (author_id)",
        "CREATE INDEX posts_title ON posts (title text_pattern_ops)",
        "CREATE INDEX ON posts USING gin (to_tsvector('english', body))",
        "COMMENT ON TABLE posts IS 'What users write.'",
        "COMMENT ON COLUMN posts.body IS 'Two\nlines'",
        "CREATE TABLE measured (at date NOT NULL, value double precision) PARTITION BY RANGE (at)",
        "CREATE TABLE measured_2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE SCHEMA \"Other one\"",
        "CREATE TABLE \"Other one\".users (id int PRIMARY KEY, twin int UNIQUE REFERENCES users)",
    ];
    let (place, said) = imported(Dialect::Postgresql, &sql, &[]);
    let post = place.read("post.toml");
    for line in [
        "doc = \"What users write.\"\n",
        "id = { type = \"bigint\", primary_key = true, identity = \"always\" }\n",
        "author_id = { type = \"integer\", index = true, references = \"public.users.id\" }\n",
        "editor_id = { type = \"integer\", nullable = true, references = { column = \"public.users.id\", on_delete = \"set null\", index = false } }\n",
        "title = { type = \"string\", length = 200, unique = true }\n",
        "words = { type = \"integer\", nullable = true, computed = \"length(body)\" }\n",
        "{ expression = \"to_tsvector('english', body)\", using = \"gin\", name = ",
        "author = { belongs_to = \"User\", back_populates = \"posts_by_author\", foreign_key = [\"author_id\"] }\n",
        "state IN ('dr', 'ok')",
        "comment = \"Two\\nlines\"",
    ] {
        assert!(post.contains(line), "{line}\n{post}");
    }
    let user = place.read("user.toml");
    for line in [
        "id = { type = \"integer\", primary_key = true }\n",
        "e_mail = { type = \"text\", column = \"E-Mail\" }\n",
        "mood = { enum = \"Mood\", nullable = true, server_default = \"so so\" }\n",
        "tags = { type = \"text\", array = true, server_default = [] }\n",
        "born > '1900-01-01'",
        "at = { type = \"timestamptz\", server_default = \"now\" }\n",
        "posts_by_author = { has_many = \"Post\", back_populates = \"author\", passive_deletes = \"all\" }\n",
        "other_one_user = { has_one = \"OtherOneUser\"",
    ] {
        assert!(user.contains(line), "{line}\n{user}");
    }
    assert!(
        place
            .read("enums.toml")
            .contains("name = \"Mood\"\nvalues = [\"sad\", \"so so\", { value = \"+1\", rust_name = \"N1\" }]\n")
    );
    assert!(place.read("settings.toml").contains("pk = \"%(table_name)s_pkey\"\n"));
    for remark in [
        "users.E-Mail: is of the domain `mail`",
        "users.spot: is of the type `point`, which schema files do not have: left out, and an INSERT would need it",
        "users, constraint `users_born_excl`: cannot be said: EXCLUDE USING btree (born WITH =)",
        "users.ratio: has no precision",
        "posts, index `posts_title`: its order, collation, operators or method cannot be said",
        "public.posts.state: is CHAR",
        "posts: the trigger `touch`",
        "measured: is partitioned",
        "measured_2026: is a partition: left out",
        "Other one.users.id: is not numbered by the database",
    ] {
        assert!(said.contains(remark), "{remark}\n{said}");
    }
}

#[test]
fn some_tables_and_some_schemas() {
    let (place, said) = imported(Dialect::Sqlite, SHOP, &["--tables", "orders,tags"]);
    assert!(
        said.contains("orders, foreign key of `customer`: refers to `customers`, which is not read: left out"),
        "{said}"
    );
    assert!(place.schema().join("tag.toml").exists() && !place.schema().join("customer.toml").exists());
    let sql = [
        "CREATE SCHEMA a",
        "CREATE SCHEMA b",
        "CREATE TABLE a.x (id int PRIMARY KEY)",
        "CREATE TABLE b.y (id int PRIMARY KEY)",
    ];
    let (place, _) = imported(Dialect::Postgresql, &sql, &["--from", "a"]);
    assert!(place.schema().join("x.toml").exists() && !place.schema().join("y.toml").exists());
}

#[test]
fn nothing_is_written_over_and_nothing_is_made_up() {
    let (place, _) = imported(Dialect::Sqlite, SHOP, &[]);
    let before = place.read("order.toml");
    let again = place.import(&[]);
    assert_eq!(again.code, 2);
    assert!(
        again.err.contains("order.toml") && again.err.contains("nothing was written") && again.err.contains("--force"),
        "{}",
        again.err
    );
    assert_eq!(place.import(&["--force"]).code, 0);
    assert_eq!(place.read("order.toml"), before);

    let empty = Place::new(Dialect::Postgresql).import(&[]);
    assert_eq!((empty.code, empty.err.as_str()), (2, "error: the database has no tables; nothing was written\n"));
    let nowhere = Place::new(Dialect::Sqlite);
    let done = nowhere.import(&[]);
    assert!(done.code == 2 && done.err.contains("there is no database"), "{}", done.err);
    assert!(!nowhere.folder.path().join("app.db").exists());
    let unknown = place.import(&["--tables", "nothing"]);
    assert!(unknown.err.contains("there is no table `nothing`"), "{}", unknown.err);
    let schemas = place.import(&["--from", "a"]);
    assert!(schemas.err.contains("SQLite has no schemas"), "{}", schemas.err);
}

/// Whatever is in a database, what is written has no mistakes.
#[test]
fn odd_databases_make_schemas_without_mistakes() {
    let (place, said) = imported(
        Dialect::Sqlite,
        &[
            "CREATE TABLE a (x REAL PRIMARY KEY, y BLOB UNIQUE)",
            "CREATE TABLE b (id INT PRIMARY KEY, \"new\" TEXT, \"type\" TEXT, \"self\" TEXT, \"ünï\" TEXT, \"ÜNÏ2\" TEXT, \"a.b\" TEXT)",
            "CREATE TABLE \"new b\" (id INTEGER PRIMARY KEY, b REFERENCES b, b_id INT REFERENCES b(id), UNIQUE (b, b_id))",
            "CREATE TABLE \"b alias\" (\"x.y\" TEXT, z INT DEFAULT (abs(-1)), PRIMARY KEY (z, \"x.y\"))",
            "CREATE TABLE settings (id INTEGER PRIMARY KEY, value TEXT CHECK (value <> ';' AND value NOT LIKE '--%'))",
            "CREATE TABLE enums (k TEXT PRIMARY KEY, s TEXT CHECK (s IN ('', 'x')), t TEXT CHECK (t IN ('1', '+', '-')))",
            "CREATE TABLE twin (id INTEGER PRIMARY KEY REFERENCES settings(id), other INT REFERENCES settings(id) ON DELETE SET DEFAULT)",
            "CREATE TABLE bad (id INTEGER PRIMARY KEY, gone INT REFERENCES nowhere(id), up TEXT REFERENCES settings(value))",
            "CREATE TABLE g (a INT, b INT AS (a + 1) STORED, c INT GENERATED ALWAYS AS (a * 2) VIRTUAL, PRIMARY KEY (a))",
            "CREATE VIEW v AS SELECT count(*) FROM a",
        ],
        &[],
    );
    for remark in [
        "a: has a primary key of a type that cannot be one",
        "b.id: is not numbered by the database",
        "bad, foreign key of `gone`: refers to `nowhere`, which is not read",
        "bad, foreign key of `up`: refers to columns that are neither",
        "twin, foreign key of `other`: ON DELETE SET DEFAULT could never be done",
    ] {
        assert!(said.contains(remark), "{remark}\n{said}");
    }
    place.script(Dialect::Sqlite);
    let (place, _) = imported(
        Dialect::Postgresql,
        &[
            "CREATE TABLE nothing ()",
            "CREATE TABLE \"Users\" (\"ID\" int PRIMARY KEY, \"Name\" char, big numeric(1000, 5), small numeric(2, -3))",
            "CREATE TABLE users (id smallserial PRIMARY KEY, other int REFERENCES \"Users\" ON UPDATE CASCADE, big bigint REFERENCES \"Users\")",
            "CREATE TABLE j (j jsonb PRIMARY KEY, d jsonb DEFAULT '{\"a\": null}', e json DEFAULT '[1]', i interval DEFAULT '1 day')",
            "CREATE TABLE m (a text[] PRIMARY KEY, b int[] DEFAULT '{1,2}', t timestamptz(3) DEFAULT '2020-01-01', c money)",
            "CREATE SEQUENCE down INCREMENT -1",
            "CREATE TABLE s (id int PRIMARY KEY DEFAULT nextval('down'), d date DEFAULT 'infinity', r real DEFAULT 'NaN', x xml)",
            "CREATE TYPE public.date AS ENUM ('sweet', 'dry')",
            "CREATE TABLE fruit (id int PRIMARY KEY, kind public.date NOT NULL, picked date)",
            "CREATE MATERIALIZED VIEW mv AS SELECT id, 1::numeric AS n FROM users",
        ],
        &[],
    );
    place.script(Dialect::Postgresql);
}
