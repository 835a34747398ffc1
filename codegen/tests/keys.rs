//! The table of keys, walked: for every key a wrong type, a wrong value where values are limited, and a wrong place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

#[path = "support/golden.rs"]
mod golden;

#[path = "support/json_schema.rs"]
mod editor;

use std::path::PathBuf;

use aludel_codegen::keys::{PLACES, Place, Shape};
use aludel_codegen::load;
use aludel_codegen::source::Sources;

/// A schema around a place: what stands before it, the keys it needs, and what stands behind.
struct Around {
    before: &'static str,
    needs: &'static [(&'static str, &'static str)],
    inline: bool,
    behind: &'static str,
}

const MODEL: &str = "[model.A]\ntable = \"a\"\n";
const COLUMNS: &str = "[model.A.columns]\nid = { type = \"integer\", primary_key = true }\n";

fn around(place: &Place) -> Around {
    let table = |before, needs| Around { before, needs, inline: false, behind: "" };
    let inline = |before, needs, behind| Around { before, needs, inline: true, behind };
    const COLUMN: (&str, &str) = ("columns", "[\"id\"]");
    match place.name {
        "a schema file" => table("", &[]),
        "`[settings]`" => table("[settings]\n", &[]),
        "`lints`" => table("[settings.lints]\n", &[]),
        "`naming`" => table("[settings.naming]\n", &[]),
        "an enum" => table("[enum.E]\n", &[("values", "[\"x\"]")]),
        "a value of an enum" => inline("[enum.E]\nvalues = [", &[("value", "\"x\"")], "]\n"),
        "a model" => table(
            "[model.A]\n",
            &[("table", "\"a\""), ("columns", "{ id = { type = \"integer\", primary_key = true } }")],
        ),
        "a model's column" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = ",
            &[("type", "\"integer\"")],
            "\n",
        ),
        "`identity`" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true, identity = ",
            &[],
            " }\n",
        ),
        "`server_default`" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = { type = \"integer\", server_default = ",
            &[("sqlite", "\"1\""), ("postgresql", "\"1\"")],
            " }\n",
        ),
        "a sequence" => table("[sequence.s]\n", &[]),
        "`computed`" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = { type = \"integer\", computed = ",
            &[("sql", "\"1\"")],
            " }\n",
        ),
        "`references`" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = { type = \"integer\", references = ",
            &[("column", "\"a.id\"")],
            " }\n",
        ),
        "a relationship" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb_id = { type = \"integer\", nullable = true, references = \"a.id\" }\n[model.A.relationships]\nb = ",
            &[("has_many", "\"A\"")],
            "\n",
        ),
        "a table without a model" => table("[table.a]\n", &[("columns", "{ id = \"integer\" }")]),
        "a column of a table without a model" => inline("[table.a.columns]\nb = ", &[("type", "\"integer\"")], "\n"),
        "`serde` of a model" => inline("[model.A]\ntable = \"a\"\nserde = ", &[], "\n"),
        "`serde` of a column" => inline(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = { type = \"integer\", serde = ",
            &[],
            " }\n",
        ),
        "`serde` of an enum" => inline("[enum.E]\nvalues = [\"x\"]\nserde = ", &[], "\n"),
        "`serde` of a value" => inline("[enum.E]\nvalues = [\"x\", { value = \"y\", serde = ", &[], " }]\n"),
        "a view" => table(
            "[view.A]\n",
            &[
                ("view", "\"a\""),
                ("query", "\"SELECT 1 AS id\""),
                ("columns", "{ id = { type = \"integer\", primary_key = true } }"),
            ],
        ),
        "a column of a view" => inline(
            "[view.A]\nview = \"a\"\nquery = \"SELECT 1 AS id, 2 AS b\"\n[view.A.columns]\nid = { type = \"integer\", primary_key = true }\nb = ",
            &[("type", "\"integer\"")],
            "\n",
        ),
        "a relationship of a view" => inline(
            "[view.A]\nview = \"a\"\nquery = \"SELECT 1 AS id\"\n[view.A.columns]\nid = { type = \"integer\", primary_key = true }\nb_id = { type = \"integer\", nullable = true, references = \"a.id\" }\n[view.A.relationships]\nb = ",
            &[("has_many", "\"A\"")],
            "\n",
        ),
        "a mixin" => table("[mixin.m]\n", &[]),
        "a unique constraint" => inline("[model.A]\ntable = \"a\"\nunique = [", &[COLUMN], "]\n"),
        "an index" => inline("[model.A]\ntable = \"a\"\nindex = [", &[COLUMN], "]\n"),
        "a check" => inline("[model.A]\ntable = \"a\"\ncheck = [", &[("condition", "\"id > 0\"")], "]\n"),
        "a foreign key" => {
            inline("[model.A]\ntable = \"a\"\nforeign_key = [", &[COLUMN, ("references", "[\"a.id\"]")], "]\n")
        }
        "SQL for each database" => inline(
            "[model.A]\ntable = \"a\"\ncheck = [{ condition = ",
            &[("sqlite", "\"1\""), ("postgresql", "\"1\"")],
            " }]\n",
        ),
        other => panic!("what stands around {other}?"),
    }
}

/// A schema with one key in its place.
fn schema(place: &Place, key: &str, value: &str) -> String {
    let around = around(place);
    let given = [(key, value)];
    // What excludes the key makes room for it.
    let excluded = match key {
        "enum" => "type",
        "belongs_to" | "has_one" => "has_many",
        _ => key,
    };
    let entries = around.needs.iter().filter(|(needed, _)| ![key, excluded].contains(needed)).chain(&given);
    let entries: Vec<String> = entries.map(|(key, value)| format!("{key} = {value}")).collect();
    let inner = if around.inline { format!("{{ {} }}", entries.join(", ")) } else { entries.join("\n") + "\n" };
    let mut text = format!("{}{inner}{}", around.before, around.behind);
    if around.inline && around.before.starts_with(MODEL) && !around.before.contains("columns]") {
        text.push_str(COLUMNS);
    }
    text
}

fn screen(text: &str) -> String {
    let sources = Sources::new([("schema/a.toml", text)]);
    editor::assert_agrees(&sources);
    match load(&sources) {
        Err(mistakes) => mistakes.to_string(),
        Ok(_) => panic!("this has no mistake:\n{text}"),
    }
}

/// A value of a TOML type that the shape does not take.
fn wrong_type(shape: &Shape) -> &'static str {
    fn takes(shape: &Shape, kind: usize) -> bool {
        match shape {
            Shape::Text | Shape::Word(_) | Shape::WordList(_) => kind == 0,
            Shape::Number(..) => kind == 1,
            Shape::Flag => kind == 2,
            Shape::List(_) => kind == 3,
            Shape::Table(_) | Shape::Named(_) => kind == 4,
            // Any TOML type; the column is an integer.
            Shape::Value => kind == 1 || kind > 2,
            Shape::Any(shapes) => shapes.iter().any(|shape| takes(shape, kind)),
        }
    }
    let kind = (0..5).rev().find(|&kind| !takes(shape, kind)).unwrap();
    ["\"text\"", "7", "true", "[1]", "{ x = 1 }"][kind]
}

/// A value of the right TOML type that is not allowed, where values are limited.
fn wrong_value(shape: &Shape) -> Option<String> {
    match shape {
        Shape::Word(_) => Some("\"nonsense\"".to_owned()),
        Shape::WordList(words) => Some(format!("\"{}, nonsense\"", words.words[0])),
        Shape::Number(_, greatest) => Some((u64::from(*greatest) + 1).to_string()),
        Shape::List(item) => Some(format!("[{}]", wrong_value(item)?)),
        Shape::Named(item) => Some(format!("{{ b = {} }}", wrong_value(item)?)),
        Shape::Any(shapes) => shapes.iter().find_map(wrong_value),
        Shape::Text | Shape::Flag | Shape::Value | Shape::Table(_) => None,
    }
}

/// A text that the key takes as a string and refuses as what it means.
fn wrong_meaning(place: &Place, key: &str) -> Option<&'static str> {
    Some(match (place.name, key) {
        (_, "belongs_to" | "has_one" | "has_many" | "enum") => "\"Nonsense\"",
        (_, "through" | "back_populates" | "order_by" | "display" | "foreign_key" | "mixins") => "\"nonsense\"",
        ("a foreign key" | "an index" | "a unique constraint", "columns" | "include") => "\"nonsense\"",
        ("a model" | "a view", "primary_key") => "\"nonsense\"",
        (_, "references") => "\"nonsense.id\"",
        ("`references`", "column") => "\"nonsense.id\"",
        (_, "column" | "name" | "table" | "view") => "\"a\\\"b\"",
        ("`naming`", _) => "\"%(tabel_name)s\"",
        ("`serde` of a column", "rename") => "\"id\"",
        ("`serde` of a value", "rename") => "\"x\"",
        (_, "skip_deserializing" | "skip_serializing_none") => "true",
        (_, "rust_type") => "\"Vec<\"",
        (_, "rust_name") => "\"no name\"",
        (_, "default" | "update_default" | "server_default") => "\"nonsense\"",
        (
            _,
            "check" | "condition" | "where" | "expression" | "computed" | "sql" | "sqlite" | "postgresql" | "query",
        ) => "\"1; --\"",
        (_, "next") => "\"nonsense\"",
        (_, "schema") => "\"shop\"",
        (_, "renamed_from") => "\"\"",
        (_, "doc" | "comment") => "\"a\\u0007b\"",
        (_, "value" | "out") => "\"\"",
        _ => return None,
    })
}

#[test]
fn every_key_has_its_screens() {
    let mut golden = golden::Golden::default();
    let mut screens = 0;
    for (index, place) in PLACES.iter().enumerate() {
        let mut text = String::new();
        let mut show = |what: &str, schema: &str| {
            screens += 1;
            let found = screen(schema);
            assert!(found.contains("\n --> schema/a.toml:"), "no place:\n{found}");
            text.push_str(&format!("# {what}\n\n{found}\n"));
        };
        for key in place.keys {
            let schema_of = |value: &str| schema(place, key.name, value);
            show(&format!("{}: a wrong type", key.name), &schema_of(wrong_type(&key.shape)));
            if let Some(value) = wrong_value(&key.shape) {
                show(&format!("{}: a wrong value", key.name), &schema_of(&value));
            }
            // Lists of tables are looked into at the place of the table.
            let looks_into = matches!(key.shape, Shape::List(_));
            if let Some(value) = wrong_meaning(place, key.name).filter(|_| !looks_into) {
                show(&format!("{}: a wrong value, {value}", key.name), &schema_of(value));
            }
            let others = PLACES.iter().cycle().skip(index + 1).take(PLACES.len() - 1);
            let other = others
                .into_iter()
                .find(|other| other.keys.iter().all(|known| known.name != key.name))
                .expect("some place does not have it");
            let text = schema(other, key.name, "\"x\"");
            assert!(screen(&text).contains(&format!("error[A0101]: unknown key `{}`", key.name)), "{text}");
            show(&format!("{}: in the wrong place, {}", key.name, other.name), &text);
        }
        let name: String = place.name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').collect();
        golden.compare(&PathBuf::from(format!("tests/keys/{}.txt", name.trim().replace(' ', "-"))), &text);
    }
    golden.finish();
    assert!(screens > 200, "{screens}");
}

#[test]
fn every_key_is_documented() {
    for place in PLACES {
        let mut names: Vec<&str> = place.keys.iter().map(|key| key.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), place.keys.len(), "{} has a key twice", place.name);
        for key in place.keys {
            assert!(key.doc.ends_with('.'), "{}: {}", place.name, key.name);
            places_of(&key.shape);
        }
    }
}

/// Every place that a shape leads to is in the list of places.
fn places_of(shape: &Shape) {
    match shape {
        Shape::Table(place) => assert!(PLACES.iter().any(|known| known.name == place.name), "{}", place.name),
        Shape::List(inner) | Shape::Named(inner) => places_of(inner),
        Shape::Any(shapes) => shapes.iter().for_each(places_of),
        _ => {}
    }
}
