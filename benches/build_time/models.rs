//! A crate with a hundred models.
//!
//! Each model has ten columns and a relationship both ways; the program adds, filters, changes, deletes and follows a
//! relationship of each. Dependencies are built before the clock starts (dev profile); then the crate alone is built
//! three times, and once more after a column is added to one model.
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::crates::{append, build, cargo, write};

const MODELS: usize = 100;

pub fn run(root: &Path) {
    let target = root.join("target/build-time");
    let folder = target.join("crate");
    let _ = fs::remove_dir_all(&folder);
    write(&folder.join("Cargo.toml"), &manifest(root));
    write(&folder.join("build.rs"), "fn main() { aludel_codegen::build(\"schema\") }\n");
    for model in 0..MODELS {
        write(&folder.join(format!("schema/model{model}.toml")), &schema(model, ""));
    }
    write(&folder.join("src/main.rs"), &program());

    build(&folder, &target);
    for run in 1..=3 {
        cargo(&folder, &target, "clean --package hundred-models");
        println!("the crate from nothing, run {run}: {:?}", build(&folder, &target));
    }
    for run in 1..=3 {
        append(&folder.join("src/main.rs"), &format!("// run {run}\n"));
        println!("the program changed, run {run}: {:?}", build(&folder, &target));
    }
    for run in 1..=3 {
        let column = format!("extra{run} = {{ type = \"text\", nullable = true }}\n");
        write(&folder.join("schema/model50.toml"), &schema(50, &column));
        println!("a column added to one model, run {run}: {:?}", build(&folder, &target));
    }
    cargo(&folder, &target, "check");
    for run in 1..=3 {
        let column = format!("checked{run} = {{ type = \"text\", nullable = true }}\n");
        write(&folder.join("schema/model50.toml"), &schema(50, &column));
        println!("the same, checked only, run {run}: {:?}", cargo(&folder, &target, "check"));
    }
    let (lines, files) = generated(&target);
    println!("{lines} lines in {files} generated files");
}

fn manifest(root: &Path) -> String {
    let root = root.display();
    format!(
        "[package]\nname = \"hundred-models\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\naludel = {{ path = \"{root}/runtime\" }}\n\n\
         [build-dependencies]\naludel-codegen = {{ path = \"{root}/codegen\" }}\n"
    )
}

fn schema(model: usize, extra: &str) -> String {
    let parent = model.saturating_sub(1);
    let mut text = format!(
        "[model.Model{model}]\ntable = \"model{model}\"\n\n[model.Model{model}.columns]\n\
         id = {{ type = \"integer\", primary_key = true }}\nname = {{ type = \"string\", length = 80 }}\n\
         title = \"string\"\nbody = {{ type = \"text\", nullable = true }}\ncount = \"integer\"\n\
         active = {{ type = \"boolean\", default = true }}\nprice = {{ type = \"numeric\", precision = 12, scale = 2 }}\n\
         created = {{ type = \"timestamptz\", default = \"now\" }}\nscore = {{ type = \"double\", nullable = true }}\n\
         parent_id = {{ type = \"integer\", nullable = true, references = \"model{parent}.id\" }}\n{extra}\n\
         [model.Model{model}.relationships]\n"
    );
    let _ = writeln!(text, "parent = {{ belongs_to = \"Model{parent}\", back_populates = \"children{model}\" }}");
    let next = if model == 0 { vec![0, 1] } else { vec![model + 1] };
    for child in next.into_iter().filter(|&child| child < MODELS) {
        let _ = writeln!(text, "children{child} = {{ has_many = \"Model{child}\", back_populates = \"parent\" }}");
    }
    text
}

fn program() -> String {
    let mut text = String::from(
        "use aludel::{Engine, Result, Session};\nmod models {\n    aludel::include_models!();\n}\nuse models::*;\n\n\
         fn main() -> Result<()> {\n    let engine = Engine::new(\"sqlite:///:memory:\")?;\n\
         \x20   models::metadata().create_all(&engine)?;\n    let mut session = Session::new(&engine);\n",
    );
    for model in 0..MODELS {
        let _ = writeln!(text, "    model{model}(&mut session)?;");
    }
    text.push_str("    session.rollback()\n}\n");
    for model in 0..MODELS {
        let _ = write!(
            text,
            "\nfn model{model}(session: &mut Session) -> Result<()> {{\n\
             \x20   let it = session.add(Model{model}::new().name(\"a\").title(\"b\").count(1).price(1));\n\
             \x20   session.flush()?;\n    session[it].title = \"c\".into();\n\
             \x20   let found = session.query::<Model{model}>().filter(Model{model}::name.eq(\"a\")).order_by(Model{model}::id).all()?;\n\
             \x20   assert_eq!(found, [it]);\n    assert_eq!(session.related(it, Model{model}::parent)?, None);\n\
             \x20   session.delete(it);\n    session.flush()\n}}\n"
        );
    }
    text
}

fn generated(target: &Path) -> (usize, usize) {
    let builds = fs::read_dir(target.join("debug/build")).unwrap();
    let folders: Vec<PathBuf> = builds.map(|entry| entry.unwrap().path().join("out/models")).collect();
    let folder = folders.iter().find(|folder| folder.is_dir()).unwrap();
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    (files.iter().map(|file| fs::read_to_string(file).unwrap().lines().count()).sum(), files.len())
}
