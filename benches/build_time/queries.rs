//! A crate with a hundred models and five hundred queries, no two of them alike, beside the same with Diesel.

use std::{fmt::Write as _, fs, path::Path};

use crate::crates::{build, cargo, write};

const MODELS: usize = 100;

/// The columns of each model, whose names are its own: TOML, Rust and Diesel's types.
const COLUMNS: [(&str, &str, &str, &str); 8] = [
    ("name", "\"string\"", "String", "Text"),
    ("title", "\"string\"", "String", "Text"),
    ("body", "{ type = \"text\", nullable = true }", "Option<String>", "Nullable<Text>"),
    ("count", "\"integer\"", "i32", "Integer"),
    ("rank", "\"integer\"", "i32", "Integer"),
    ("active", "\"boolean\"", "bool", "Bool"),
    ("score", "{ type = \"double\", nullable = true }", "Option<f64>", "Nullable<Double>"),
    ("weight", "\"double\"", "f64", "Double"),
];

/// Builds each crate with its dependencies, then three times alone.
pub fn run(root: &Path) {
    for (name, make) in [("aludel", aludel as fn(&Path, &Path)), ("diesel", diesel)] {
        let target = root.join("target/build-time").join(name);
        let folder = target.join("crate");
        let _ = fs::remove_dir_all(&folder);
        make(root, &folder);
        build(&folder, &target);
        for run in 1..=3 {
            cargo(&folder, &target, "clean --package five-hundred-queries");
            println!("{MODELS} models and {} queries, {name}, run {run}: {:?}", MODELS * 5, build(&folder, &target));
        }
        for run in 1..=3 {
            cargo(&folder, &target, "clean --package five-hundred-queries");
            println!("the same, checked only, run {run}: {:?}", cargo(&folder, &target, "check"));
        }
    }
}

fn manifest(dependencies: &str) -> String {
    format!(
        "[package]\nname = \"five-hundred-queries\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n{dependencies}"
    )
}

/// The model that a model belongs to; the first belongs to itself.
fn parent(model: usize) -> usize {
    model.saturating_sub(1)
}

fn aludel(root: &Path, folder: &Path) {
    let root = root.display();
    write(
        &folder.join("Cargo.toml"),
        &manifest(&format!(
            "[dependencies]\naludel = {{ path = \"{root}/runtime\" }}\n\n\
             [build-dependencies]\naludel-codegen = {{ path = \"{root}/codegen\" }}\n"
        )),
    );
    write(&folder.join("build.rs"), "fn main() { aludel_codegen::build(\"schema\") }\n");
    let mut program = String::from(
        "#![allow(dead_code)]\nuse aludel::{Engine, Result, Session, func};\nmod models {\n    aludel::include_models!();\n}\n\
         use models::*;\n\nfn main() -> Result<()> {\n    let engine = Engine::new(\"sqlite:///:memory:\")?;\n    \
         models::metadata().create_all(&engine)?;\n    let mut session = Session::new(&engine);\n",
    );
    for model in 0..MODELS {
        let _ = writeln!(program, "    model{model}(&mut session)?;");
    }
    program.push_str("    Ok(())\n}\n");
    for model in 0..MODELS {
        let of = parent(model);
        let mut schema = format!(
            "[model.Model{model}]\ntable = \"model{model}\"\n\n[model.Model{model}.columns]\n\
             id = {{ type = \"integer\", primary_key = true }}\n"
        );
        for (name, column, ..) in COLUMNS {
            let _ = writeln!(schema, "{name}{model} = {column}");
        }
        let _ = write!(
            schema,
            "parent_id = {{ type = \"integer\", nullable = true, references = \"model{of}.id\" }}\n\n\
             [model.Model{model}.relationships]\nparent = {{ belongs_to = \"Model{of}\" }}\n"
        );
        write(&folder.join(format!("schema/model{model}.toml")), &schema);
        // The first belongs to itself, which is joined by another name of it.
        let (joined, name) = match model {
            0 => (
                String::from(
                    "let other = Model0::aliased();\n    let _: Vec<(String, String)> = session.select((Model0::name0, other.name0.clone())).join(Model0::parent.to(&other))",
                ),
                "Model0::name0".to_owned(),
            ),
            _ => (
                format!(
                    "let _: Vec<(String, String)> = session.select((Model{model}::name{model}, Model{of}::name{of})).join(Model{model}::parent)"
                ),
                format!("Model{of}::name{of}"),
            ),
        };
        let _ = write!(
            program,
            "
fn model{model}(session: &mut Session) -> Result<()> {{
    let _ = session
        .query::<Model{model}>()
        .filter(Model{model}::name{model}.eq(\"a\").and(Model{model}::count{model}.gt({model})))
        .order_by(Model{model}::rank{model}.desc())
        .limit(10)
        .all()?;
    let _: Vec<(String, i32)> = session
        .select((Model{model}::title{model}, Model{model}::rank{model}))
        .filter(Model{model}::title{model}.like(\"x%\").or(Model{model}::score{model}.is_null()))
        .all()?;
    {joined}
        .filter({name}.ne(\"b\"))
        .all()?;
    let _: Vec<(bool, i64)> = session
        .select((Model{model}::active{model}, func::count(Model{model}::id)))
        .filter(Model{model}::weight{model}.between(0.5, 1.5))
        .group_by(Model{model}::active{model})
        .all()?;
    session
        .update::<Model{model}>()
        .set(Model{model}::count{model}, Model{model}::count{model} + 1)
        .filter(Model{model}::id.in_([1, 2, 3]))
        .execute()?;
    Ok(())
}}
"
        );
    }
    write(&folder.join("src/main.rs"), &program);
}

fn diesel(_: &Path, folder: &Path) {
    let dependencies = "[dependencies]\ndiesel = { version = \"2\", features = [\"sqlite\"] }\n\
                        libsqlite3-sys = { version = \"*\", features = [\"bundled\"] }\n";
    write(&folder.join("Cargo.toml"), &manifest(dependencies));
    let mut schema = String::new();
    let mut models = String::from("use diesel::prelude::*;\nuse crate::schema::*;\n");
    let mut program = String::from(
        "#![allow(dead_code)]\nmod models;\nmod schema;\nuse diesel::{dsl::count, prelude::*};\nuse models::*;\nuse schema::*;\n\n\
         fn main() -> QueryResult<()> {\n    let mut connection = SqliteConnection::establish(\":memory:\").unwrap();\n",
    );
    for model in 0..MODELS {
        let _ = writeln!(program, "    query{model}(&mut connection)?;");
    }
    program.push_str("    Ok(())\n}\n");
    for model in 0..MODELS {
        let of = parent(model);
        let (mut columns, mut fields) = (String::new(), String::new());
        for (name, _, rust, sql) in COLUMNS {
            let _ = writeln!(columns, "        {name}{model} -> {sql},");
            let _ = writeln!(fields, "    pub {name}{model}: {rust},");
        }
        let _ = write!(
            schema,
            "diesel::table! {{\n    model{model} (id) {{\n        id -> Integer,\n{columns}        parent_id -> Nullable<Integer>,\n    }}\n}}\n"
        );
        if model > 0 {
            let _ = write!(
                schema,
                "diesel::joinable!(model{model} -> model{of} (parent_id));\n\
                 diesel::allow_tables_to_appear_in_same_query!(model{model}, model{of});\n"
            );
        }
        let _ = write!(
            models,
            "#[derive(Queryable, Selectable, Identifiable, AsChangeset)]\n#[diesel(table_name = model{model})]\n\
             pub struct Model{model} {{\n    pub id: i32,\n{fields}    pub parent_id: Option<i32>,\n}}\n\
             #[derive(Insertable)]\n#[diesel(table_name = model{model})]\n\
             pub struct NewModel{model} {{\n{fields}    pub parent_id: Option<i32>,\n}}\n"
        );
        let joined = match model {
            0 => String::from(
                "let other = diesel::alias!(model0 as other);\n    let _: Vec<(String, String)> = model0::table\n        \
                 .inner_join(other.on(model0::parent_id.eq(other.field(model0::id).nullable())))\n        \
                 .select((model0::name0, other.field(model0::name0)))\n        .filter(other.field(model0::name0).ne(\"b\"))",
            ),
            _ => format!(
                "let _: Vec<(String, String)> = model{model}::table\n        .inner_join(model{of}::table)\n        \
                 .select((model{model}::name{model}, model{of}::name{of}))\n        .filter(model{of}::name{of}.ne(\"b\"))"
            ),
        };
        let _ = write!(
            program,
            "
fn query{model}(connection: &mut SqliteConnection) -> QueryResult<()> {{
    let _: Vec<Model{model}> = model{model}::table
        .filter(model{model}::name{model}.eq(\"a\").and(model{model}::count{model}.gt({model})))
        .order_by(model{model}::rank{model}.desc())
        .limit(10)
        .select(Model{model}::as_select())
        .load(connection)?;
    let _: Vec<(String, i32)> = model{model}::table
        .select((model{model}::title{model}, model{model}::rank{model}))
        .filter(model{model}::title{model}.like(\"x%\").or(model{model}::score{model}.is_null()))
        .load(connection)?;
    {joined}
        .load(connection)?;
    let _: Vec<(bool, i64)> = model{model}::table
        .group_by(model{model}::active{model})
        .select((model{model}::active{model}, count(model{model}::id)))
        .filter(model{model}::weight{model}.between(0.5, 1.5))
        .load(connection)?;
    diesel::update(model{model}::table.filter(model{model}::id.eq_any([1, 2, 3])))
        .set(model{model}::count{model}.eq(model{model}::count{model} + 1))
        .execute(connection)?;
    Ok(())
}}
"
        );
    }
    write(&folder.join("src/schema.rs"), &schema);
    write(&folder.join("src/models.rs"), &models);
    write(&folder.join("src/main.rs"), &program);
}
