//! Schemas without mistakes, and what they mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

use std::path::Path;

use aludel_codegen::model::kind::{ClientDefault, Kind, Literal, ServerDefault};
use aludel_codegen::model::mapping::Link;
use aludel_codegen::model::{Dialect, Schema, database::Action};
use aludel_codegen::source::Sources;
use aludel_codegen::{load, read};

fn folder(path: &str) -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let sources = read::folder(path).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    load(&sources).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn text(text: &str) -> Schema {
    load(&Sources::new([("schema/a.toml", text)])).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn the_tutorial() {
    let schema = folder("../schema");
    let tables: Vec<&str> = schema.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(tables, ["addresses", "posts", "keywords", "post_keywords", "users"]);
    let models: Vec<&str> = schema.models.iter().map(|model| model.name.ident.as_str()).collect();
    assert_eq!(models, ["Address", "BlogPost", "Keyword", "User"]);
    assert_eq!(schema.settings.dialects, Dialect::ALL);

    let user = &schema.models[3];
    let names: Vec<&str> = user.fields.iter().map(|field| field.name.field.as_str()).collect();
    assert_eq!(names, ["id", "name", "fullname", "password"], "the order of the file");
    assert_eq!(user.doc.as_deref(), Some("Someone who can log in."));
    assert_eq!(user.display, [1, 2, 3]);
    assert!(user.fields[0].filled && !user.fields[0].required && !user.fields[0].nullable);
    assert!(user.fields[1].required && !user.fields[1].filled);
    assert_eq!(schema.tables[4].identity(), Some(0));

    let addresses = &user.relationships[0];
    assert_eq!((addresses.target, addresses.inverse, addresses.order_by[0].field), (0, Some(0), 0));
    assert_eq!(schema.mappings[3].links[0], Link::Remote { foreign_key: 0 });
    let key = &schema.tables[0].foreign_keys[0];
    assert_eq!((key.name.as_str(), key.table, &key.target[..]), ("fk_addresses_user_id_users", 4, &[0][..]));
    assert_eq!(schema.tables[0].indexes[0].name, "ix_addresses_user_id");

    // The first column of the key of the table between is indexed by the key, the second by an index of its own.
    let between = &schema.tables[3];
    assert_eq!(schema.mappings[1].links[1], Link::Through { table: 3, local: 0, remote: 1 });
    assert_eq!(schema.mappings[2].links[0], Link::Through { table: 3, local: 1, remote: 0 });
    let indexes: Vec<&[usize]> = between.indexes.iter().map(|index| &index.columns[..]).collect();
    assert_eq!(indexes, [&[1][..]]);
    assert_eq!(between.identity(), None);

    // NOT NULL, but filled by the flush from `author`.
    let user_id = &schema.models[1].fields[1];
    assert!(user_id.filled && !user_id.nullable && !user_id.required);
    assert_eq!(schema.tables[1].foreign_keys[0].on_delete, Some(Action::Restrict));
    assert_eq!(schema.tables[2].uniques[0].name, "uq_keywords_keyword");
}

#[test]
fn the_shop() {
    let schema = folder("tests/schemas/shop");
    assert_eq!(schema.settings.out.as_deref(), Some("src/models"));
    let [customer, order, line] = &schema.models[..] else { panic!("three models") };
    let email = (&schema.models[0].fields[1], schema.column_of(0, 1));
    assert_eq!((email.0.name.field.as_str(), email.1.name.as_str()), ("email", "EMail"));
    assert_eq!(schema.tables[0].uniques[0].name, "uq_customer_EMail");
    assert_eq!(customer.fields[4].default, Some(ClientDefault::Now));
    assert!(!customer.fields[4].filled && !customer.fields[4].required);
    assert_eq!(customer.fields[5].update_default, Some(ClientDefault::Now));
    assert_eq!(schema.mappings[0].links[1], Link::Local { foreign_key: 0 });
    assert_eq!(schema.mappings[0].links[2], Link::Remote { foreign_key: 0 });

    assert_eq!(order.fields[2].kind, Kind::Enum(0));
    assert_eq!(order.fields[2].default, Some(ClientDefault::Literal(Literal::Enum(0))));
    assert_eq!(order.fields[3].kind, Kind::Numeric { precision: 12, scale: 2 });
    assert_eq!(schema.tables[1].columns[4].server_default, Some(ServerDefault::Now));
    assert!(order.fields[4].filled);
    assert_eq!(order.version(), Some(5));
    assert!(!order.fields[5].filled && !order.fields[5].required);
    assert!(order.relationships[1].cascade.delete_orphan && order.relationships[1].cascade.expunge);

    assert_eq!(line.key, [0, 1]);
    assert!(line.fields[0].filled && line.fields[1].required);
    assert_eq!(line.fields[2].name.field, "alias");
    assert_eq!(line.fields[2].name.constant, "alias_");
    // The key begins with the foreign key: it needs no index.
    assert_eq!(schema.tables[2].indexes, []);
    let variants: Vec<&str> = schema.enums[0].values.iter().map(|value| value.variant.as_str()).collect();
    assert_eq!(variants, ["Open", "Paid", "Shipped"]);
    assert_eq!(schema.enums[0].database_name, "order_status");
}

#[test]
fn names_of_functions_keywords_and_types() {
    let schema = folder("tests/schemas/names");
    let constants: Vec<&str> = schema.models[0].fields.iter().map(|field| field.name.constant.as_str()).collect();
    assert_eq!(
        constants,
        [
            "id", "query_", "alias_", "new_", "find_", "insert_", "update_", "delete_", "all_", "r#type", "r#match",
            "self_"
        ]
    );
    let insert = &schema.models[0].fields[5].name;
    assert_eq!((insert.field.as_str(), insert.setter.as_str()), ("insert", "insert_"));
    assert_eq!(schema.models[0].relationships[0].name.field, "super_");
    assert_eq!(schema.models[4].name.module, "mod_");
    let result = &schema.tables[2];
    assert_eq!((result.name.as_str(), result.columns[0].name.as_str()), ("from; --", "1/0 /* ☃ */"));
    assert_eq!(result.foreign_keys[0].name, "to session");
    let string = &schema.tables[3];
    assert_eq!((string.foreign_keys[0].table, &string.foreign_keys[0].target[..]), (2, &[0, 1][..]));
    assert_eq!(string.uniques[0].name, "uq_string_a_b");
    assert_eq!(string.indexes.len(), 1, "the foreign key is covered by the unique constraint");
    assert_eq!(string.checks[0].condition.sqlite.as_deref(), Some("length(text) < 9"));
    let variants: Vec<&str> = schema.enums[0].values.iter().map(|value| value.variant.as_str()).collect();
    assert_eq!(variants, ["Its", "InProgress", "OnHold", "Self_", "First"]);
}

#[test]
fn defaults_of_every_type() {
    let schema = text(
        r#"
[model.A]
table = "a"
[model.A.columns]
id = { type = "integer", primary_key = true }
a = { type = "smallint", default = -32768 }
b = { type = "bigint", default = 0x7fff_ffff_ffff_ffff }
c = { type = "boolean", server_default = false }
d = { type = "double", default = 1 }
e = { type = "numeric", precision = 4, scale = 2, default = 7.50 }
f = { type = "numeric", precision = 4, scale = 2, server_default = "-12.5" }
g = { type = "string", length = 3, default = "now" }
h = { type = "bytes", default = "00fF" }
i = { type = "date", default = 2024-02-29 }
j = { type = "time", default = 23:59:59.120 }
k = { type = "datetime", default = 2026-01-31T00:00:00 }
l = { type = "timestamptz", default = 2026-01-01T00:30:00+01:00 }
m = { type = "uuid", default = "6F9619FF8B86D011B42D00CF4FC964FF" }
n = { type = "json", default = { a = [1, "\u0001\"", true, 1.5], b = {} } }
o = { type = "timestamptz", server_default = { sqlite = "CURRENT_TIMESTAMP", postgresql = "now()" } }
"#,
    );
    let given: Vec<Option<&ClientDefault>> = schema.models[0].fields.iter().map(|f| f.default.as_ref()).collect();
    let literal = |index: usize| match given[index] {
        Some(ClientDefault::Literal(literal)) => literal.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(literal(1), Literal::Integer(-32768));
    assert_eq!(literal(2), Literal::Integer(i64::MAX));
    assert_eq!(schema.tables[0].columns[3].server_default, Some(ServerDefault::Literal(Literal::Boolean(false))));
    assert_eq!(literal(4), Literal::Float(1.0));
    assert_eq!(literal(5), Literal::Decimal("7.50".into()));
    let server = &schema.tables[0].columns[6].server_default;
    assert_eq!(*server, Some(ServerDefault::Literal(Literal::Decimal("-12.5".into()))));
    assert_eq!(literal(7), Literal::Text("now".into()));
    assert_eq!(literal(8), Literal::Bytes(vec![0, 255]));
    assert_eq!(literal(9), Literal::Date("2024-02-29".into()));
    assert_eq!(literal(10), Literal::Time("23:59:59.12".into()));
    assert_eq!(literal(11), Literal::DateTime("2026-01-31T00:00:00".into()));
    assert_eq!(literal(12), Literal::TimestampTz("2025-12-31T23:30:00Z".into()));
    assert_eq!(literal(13), Literal::Uuid("6f9619ff-8b86-d011-b42d-00cf4fc964ff".into()));
    assert_eq!(literal(14), Literal::Json(r#"{"a":[1,"\u0001\"",true,1.5],"b":{}}"#.into()));
    assert!(
        matches!(&schema.tables[0].columns[15].server_default, Some(ServerDefault::Sql(sql)) if sql.text(Dialect::Sqlite) == Some("CURRENT_TIMESTAMP"))
    );
}

#[test]
fn foreign_keys_that_only_a_word_tells_apart() {
    let schema = text(
        r#"
[model.User]
table = "users"
[model.User.columns]
id = { type = "integer", primary_key = true }
[model.User.relationships]
sent = { has_many = "Letter", back_populates = "sender" }
received = { has_many = "Letter", back_populates = "receiver", order_by = ["id desc"] }
followers = { has_many = "User", through = "follows", foreign_key = "followed", back_populates = "following" }
following = { has_many = "User", through = "follows", foreign_key = "follower", back_populates = "followers" }

[model.Letter]
table = "letters"
[model.Letter.columns]
id = { type = "integer", primary_key = true }
sender_id = { type = "integer", nullable = true, references = "users.id", index = false }
receiver_id = { type = "integer", references = { column = "users.id", on_delete = "cascade" } }
[model.Letter.relationships]
sender = { belongs_to = "User", foreign_key = "sender_id", back_populates = "sent" }
receiver = { belongs_to = "User", foreign_key = ["receiver_id"], back_populates = "received" }

[table.follows]
primary_key = ["followed", "follower"]
[table.follows.columns]
follower = { type = "integer", references = "users.id" }
followed = { type = "integer", references = "users.id" }
"#,
    );
    let users = &schema.mappings[0].links;
    assert_eq!(users[0], Link::Remote { foreign_key: 0 }, "the other side says which");
    assert_eq!(users[1], Link::Remote { foreign_key: 1 });
    assert_eq!(users[2], Link::Through { table: 2, local: 1, remote: 0 });
    assert_eq!(users[3], Link::Through { table: 2, local: 0, remote: 1 });
    assert!(schema.models[0].relationships[1].order_by[0].descending);
    assert_eq!(schema.tables[2].primary_key.as_ref().unwrap().columns, [1, 0]);
    let indexes: Vec<&str> = schema.tables[1].indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(indexes, ["ix_letters_receiver_id"], "one was told not to");
}

#[test]
fn long_names_are_shortened_and_stay_different() {
    let long = "a".repeat(60);
    let schema = text(&format!(
        "[model.A]\ntable = \"{long}\"\nunique = [[\"b\"], [\"c\"]]\n[model.A.columns]\nid = {{ type = \"integer\", primary_key = true }}\nb = \"string\"\nc = \"string\"\n"
    ));
    let names: Vec<&str> = schema.tables[0].uniques.iter().map(|unique| unique.name.as_str()).collect();
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
    assert_ne!(names[0], names[1]);
}

#[test]
fn a_byte_order_mark_and_windows_lines() {
    let schema = text(
        "\u{feff}[model.A]\r\ntable = \"a\"\r\n[model.A.columns]\r\nid = { type = \"integer\", primary_key = true }\r\n",
    );
    assert_eq!(schema.models.len(), 1);
}
