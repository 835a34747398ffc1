//! What the compiler says of mistakes in a user's program: our words where a trait of ours is not implemented, at the
//! place that is wrong, and nothing besides.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use aludel::serde_json::{self, Value};
use aludel_test_support::assert_golden;

use crate::package::{CHECKOUT, Package};

mod queries;

/// Programs that do not compile, each by one statement, on the tutorial's models. The names are files.
const MISTAKES: &[(&str, &str)] = &[
    ("add_incomplete", r#"session.add(User::new().name("ed").password("edspassword"));"#),
    ("add_all_incomplete", r#"session.add_all([User::new().name("ed").password("edspassword")]);"#),
    ("insert_incomplete", r#"User::new().name("ed").password("edspassword").insert(connection)?;"#),
    ("build_incomplete", r#"User::new().name("ed").password("edspassword").build();"#),
    ("append_incomplete", r#"session.append(ed, User::addresses, Address::new())?;"#),
    (
        "insert_relatives",
        r#"User::new().name("x").fullname("X").password("x").addresses([address]).insert(connection)?;"#,
    ),
    ("insert_many_incomplete", r#"User::insert_many([User::new().name("ed").password("x")]).execute(connection)?;"#),
    ("insert_many_of_another_model", r#"User::insert_many([Keyword::new().keyword("x")]).execute(connection)?;"#),
    ("insert_many_tracked", r#"User::insert_many([ed]).execute(session)?;"#),
    (
        "update_many_column_of_another_model",
        r#"User::update_many(User::all(&mut *connection)?).set(Keyword::keyword).execute(connection)?;"#,
    ),
    ("upsert_into_text", r#"User::upsert(User::all(connection)?).execute("sqlite://")?;"#),
    ("delete_many_by_another_key", r#"User::delete_many(["ed"]).execute(connection)?;"#),
    ("add_no_model", r#"session.add("ed");"#),
    ("add_child_of_another_model", r#"session.append(ed, User::addresses, Keyword::new().keyword("x"))?;"#),
    ("bring_a_relative_of_another_model", r#"let _ = User::new().addresses([ed]);"#),
    ("set_a_relationship_to_another_model", r#"session.set(address, Address::user, address)?;"#),
    ("set_a_column_of_another_model", r#"session.set(ed, Keyword::keyword, "x")?;"#),
    ("set_another_type", r#"session.add(Address::new().email_address(1));"#),
    ("set_null", r#"session.add(Address::new().email_address(None::<String>));"#),
    ("compare_with_another_type", r#"session.query::<User>().filter(User::id.eq("ed")).all()?;"#),
    ("compare_with_a_list_of_another_type", r#"session.query::<User>().filter(User::id.in_(["ed"])).all()?;"#),
    ("compare_with_a_column_of_another_type", r#"session.query::<User>().filter(User::id.eq(User::name)).all()?;"#),
    ("filter_by_another_type", r#"session.query::<User>().filter_by(User::name, 1).all()?;"#),
    ("filter_by_a_bool", r#"session.query::<User>().filter(true).all()?;"#),
    ("filter_by_a_column", r#"session.query::<User>().filter(User::name).all()?;"#),
    ("order_by_a_number", r#"session.query::<User>().order_by(1).all()?;"#),
    ("get_by_another_key", r#"session.get::<User>("ed")?;"#),
    ("find_by_another_key", r#"User::find(connection, "ed")?;"#),
    ("find_in_a_session", r#"User::find(session, 1)?;"#),
    ("query_no_model", r#"let _ = session.query::<i32>();"#),
    ("select_text", r#"let _ = session.select("name");"#),
    ("related_of_another_model", r#"session.related(ed, Address::user)?;"#),
    ("add_a_view", r#"session.add(UserName { id: 1, name: "ed".into() });"#),
    ("add_a_handle_of_a_view", r#"session.add(name);"#),
    ("merge_a_view", r#"session.merge(UserName { id: 1, name: "ed".into() })?;"#),
    ("delete_a_view", r#"session.delete(name);"#),
    ("edit_a_view", r#"session[name].name = "ed".into();"#),
    ("set_a_view", r#"session.set(name, UserName::name, "ed")?;"#),
    ("patch_a_view", r#"session.apply(name, aludel::Patch::new())?;"#),
    ("clear_a_view", r#"session.clear(name, UserName::addresses)?;"#),
    ("insert_many_of_a_view", r#"aludel::bulk::InsertMany::new(UserName::all(connection)?);"#),
];

#[test]
fn mistakes_are_told_in_our_words() {
    let package = library("outside-mistakes");
    assert_golden(Path::new(CHECKOUT).join("tests/golden/mistakes.txt"), &screens(&package, MISTAKES));
}

/// Those in queries, none of which has more than fifteen lines, with all that the compiler adds but its list of other types.
#[test]
fn mistakes_in_queries_are_told_in_our_words() {
    let package = library("outside-query-mistakes");
    let screens = screens(&package, queries::MISTAKES);
    assert_golden(Path::new(CHECKOUT).join("tests/golden/query_mistakes.txt"), &screens);
    let foreign = screens.split("\n# ").filter(|screen| FOREIGN.iter().any(|theirs| screen.contains(theirs)));
    assert_eq!(foreign.collect::<String>(), "", "these are not our words");
}

/// Words that the compiler speaks where a trait of ours says nothing.
const FOREIGN: [&str; 5] = [
    "the trait bound",
    "mismatched types",
    "type mismatch resolving",
    "no method named",
    "trait bounds were not satisfied",
];

/// All that the compiler says of one statement.
fn screens_of(package: &Package, statement: &str) -> String {
    write_schema(package);
    package.write("src/bin/list.rs", &program(statement));
    let messages = messages(package, "--bins");
    errors(&messages, "list").iter().filter_map(|error| error["rendered"].as_str()).collect()
}

/// The tutorial's models, and a view of theirs.
fn write_schema(package: &Package) {
    for file in ["address.toml", "blog.toml", "user.toml"] {
        let path = Path::new(CHECKOUT).join("schema").join(file);
        package.write(&format!("schema/{file}"), &fs::read_to_string(path).expect("the tutorial's schema"));
    }
    let view = "[view.UserName]\nview = \"user_names\"\nquery = \"SELECT id, name FROM users\"\n\
                [view.UserName.columns]\nid = { type = \"integer\", primary_key = true, references = \"users.id\" }\n\
                name = \"string\"\n[view.UserName.relationships]\naddresses = { has_many = \"Address\" }\n";
    package.write("schema/view.toml", view);
}

/// What the compiler says of each statement.
fn screens(package: &Package, mistakes: &[(&str, &str)]) -> String {
    write_schema(package);
    for (name, statement) in mistakes {
        package.write(&format!("src/bin/{name}.rs"), &program(statement));
    }

    let messages = messages(package, "--bins");
    let (mut screens, mut wrong) = (String::new(), String::new());
    for (name, statement) in mistakes {
        let mut errors = errors(&messages, name);
        // Of one that has a type which follows from what is wrong, the compiler says the same twice.
        errors.dedup_by(|a, b| a["message"] == b["message"]);
        let [error] = errors[..] else {
            let all = errors.iter().map(|error| error["rendered"].as_str().unwrap_or_default());
            write!(wrong, "{name} gives {} errors, not one:\n{}\n", errors.len(), all.collect::<String>())
                .expect("a String");
            continue;
        };
        let screen = screen(error, statement);
        assert!(screen.lines().count() <= 15, "{screen}");
        write!(screens, "# {name}\n{screen}\n").expect("a String takes all");
    }
    assert!(wrong.is_empty(), "{wrong}");
    screens
}

/// A list of drafts with and without relatives is of two types, and the compiler says what makes them one.
#[test]
fn drafts_of_two_types_in_a_list_are_mended_as_the_compiler_says() {
    let package = library("outside-mixed-drafts");
    let list = |rest: &str| {
        format!(
            "session.add_all([User::new().name(\"a\").fullname(\"a\").password(\"x\").addresses([address]), User::new().name(\"b\").fullname(\"b\").password(\"x\"){rest}]);"
        )
    };
    let says = screens_of(&package, &list(""));
    assert!(says.contains("call `Into::into` on this expression"), "{says}");
    assert_eq!(screens_of(&package, &list(".into()")), "");
}

/// A hook that the schema lists and nobody has written is told at the line of the generated code that calls it.
#[test]
fn hooks_that_are_not_written_are_told_in_our_words() {
    let package = library("outside-hooks");
    let hooks = ["before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete"];
    let model = |name: &str, said: &str| {
        let columns = format!("[model.{name}.columns]\nid = {{ type = \"integer\", primary_key = true }}\n");
        format!("[model.{name}]\ntable = \"{name}\"\n{said}\n{columns}")
    };
    let all = model("Note", &format!("hooks = {hooks:?}")) + &model("Page", "validate = true");
    package.write("schema/hooks.toml", &all);

    let messages = messages(&package, "--lib");
    let errors = errors(&messages, "shop");
    assert_eq!(errors.len(), hooks.len() + 1, "{errors:#?}");
    let screens: Vec<String> = errors
        .into_iter()
        .map(|error| {
            let line = place(error)["text"][0]["text"].as_str().expect("a line");
            screen(error, line)
        })
        .collect();
    assert_golden(Path::new(CHECKOUT).join("tests/golden/hooks.txt"), &screens.join("\n"));
}

/// A library whose models are those of its schema folder, which is still empty.
fn library(name: &str) -> Package {
    let package = Package::empty(name);
    package.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[lib]\nname = \"shop\"\n\n\
             [dependencies]\naludel = {{ path = \"{CHECKOUT}/runtime\" }}\n\n\
             [build-dependencies]\naludel-codegen = {{ path = \"{CHECKOUT}/codegen\" }}\n",
            package.name()
        ),
    );
    package.write("build.rs", "fn main() { aludel_codegen::build(\"schema\") }\n");
    package.write("src/lib.rs", "pub mod models { aludel::include_models!(); }\n");
    package
}

/// What cargo says of the package.
fn messages(package: &Package, targets: &str) -> Vec<Value> {
    let checked = package.cargo(&["check", "--offline", "--keep-going", targets, "--message-format=json"]);
    let messages: Vec<Value> = checked.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(!messages.is_empty(), "{}", checked.stderr);
    messages
}

/// The errors in one target. The last one only counts the others, and has no place.
fn errors<'m>(messages: &'m [Value], target: &str) -> Vec<&'m Value> {
    let of_this = |message: &&Value| message["target"]["name"] == *target && message["reason"] == "compiler-message";
    let errors = messages.iter().filter(of_this).map(|message| &message["message"]);
    errors.filter(|it| it["level"] == "error" && it["spans"] != serde_json::json!([])).collect()
}

/// What is wrong.
fn place(error: &Value) -> &Value {
    let spans = error["spans"].as_array().expect("spans");
    spans.iter().find(|span| span["is_primary"] == true).expect("a place")
}

fn program(statement: &str) -> String {
    format!(
        "#![allow(unused)]
use aludel::{{Connection, Result, Session, Tracked, any, case, entity, func, insert, literal, select, text, tuple, window, with_parent}};
use shop::models::*;

fn mistake(session: &mut Session, connection: &mut Connection, ed: Tracked<User>, address: Tracked<Address>, name: Tracked<UserName>) -> Result<()> {{
{statement}
Ok(())
}}

fn main() {{}}
"
    )
}

/// The headline, the statement with what is wrong underlined, the label there, and the notes that are ours. The rest
/// is the compiler's own, and changes with its version.
fn screen(error: &Value, statement: &str) -> String {
    let text = |value: &Value| without_paths(value.as_str().unwrap_or_default());
    let span = place(error);
    let line = &span["text"][0];
    assert_eq!(line["text"], *statement, "another line is wrong: {error:#}");
    let column = |key: &str| line[key].as_u64().expect("a column") as usize;
    let (from, to) = (column("highlight_start"), column("highlight_end"));
    let mut screen = format!(
        "error: {}\n  {statement}\n  {}{} {}\n",
        text(&error["message"]),
        " ".repeat(from - 1),
        "^".repeat(to - from),
        text(&span["label"])
    );
    for child in error["children"].as_array().expect("children") {
        let note = text(&child["message"]);
        let own = ["required for ", "required by ", "this error originates", "the full "];
        if child["level"] == "note" && !own.iter().any(|start| note.starts_with(start)) {
            screen.push_str(&format!("note: {note}\n"));
            // What the line of a definition says, which the compiler shows.
            let line = child["spans"][0]["text"][0]["text"].as_str().unwrap_or_default();
            if let Some((_, comment)) = line.split_once(" // ") {
                screen.push_str(&format!("      // {comment}\n"));
            }
        }
    }
    screen
}

/// Names of types without the modules they are in, which the compiler shows or not, depending on what else has the name.
fn without_paths(text: &str) -> String {
    let mut parts = text.split("::").peekable();
    let mut short = String::new();
    while let Some(part) = parts.next() {
        let before = part.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
        let module = part[before.len()..].starts_with(|c: char| c.is_lowercase());
        match parts.peek() {
            None => short.push_str(part),
            Some(next) if module && next.starts_with(char::is_alphabetic) => short.push_str(before),
            Some(_) => short.extend([part, "::"]),
        }
    }
    short
}
