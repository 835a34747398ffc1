//! The Chinook database: made, loaded, and read back.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use aludel::Engine;
use aludel_codegen::model::{Dialect, Schema};
use aludel_codegen::source::Sources;
use aludel_codegen::{load, read};

use super::{Place, script};

/// What a program sees of a schema: models, fields, and where relationships lead.
fn surface(sources: &Sources) -> BTreeSet<String> {
    let schema: Schema = load(sources).unwrap_or_else(|told| panic!("{told}"));
    let mut lines = BTreeSet::new();
    for (model, known) in schema.models.iter().enumerate() {
        let name = &known.name.ident;
        for field in &known.fields {
            lines.insert(format!("{name}.{} nullable={} filled={}", field.name.field, field.nullable, field.filled));
        }
        for (number, (relationship, link)) in schema.links_of(model).enumerate() {
            let target = &schema.models[relationship.target];
            // What a relationship is called is a matter of taste; one may lead to the same model as another.
            let others =
                known.relationships[..number].iter().filter(|other| other.target == relationship.target).count();
            let through = matches!(link, aludel_codegen::model::mapping::Link::Through { .. });
            let back = relationship.inverse.is_some();
            let target = &target.name.ident;
            lines.insert(format!("{name} -> {target} {others} {:?} {through} {back}", relationship.kind));
        }
    }
    lines
}

#[test]
fn chinook_is_loaded_and_comes_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("examples/chinook");
    let sources = read::folder(folder.join("schema")).unwrap_or_else(|told| panic!("{told}"));
    for dialect in Dialect::ALL {
        let place = Place::new(dialect);
        let engine = Engine::new(place.url.as_str()).unwrap();
        aludel_chinook::models::metadata().create_all(&engine).unwrap();
        let data = aludel_chinook::real().unwrap_or_else(|| folder.join("sample"));
        aludel_chinook::load(&engine, &data, |_, _, _| {}).unwrap_or_else(|failure| panic!("{failure}"));
        drop(engine);
        let done = place.import(&[]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
        assert!(!done.out.contains("not as in the database"), "{}", done.out);
        assert_eq!(place.script(dialect), script(&sources, dialect));
        let imported = read::folder(place.schema()).unwrap_or_else(|told| panic!("{told}"));
        assert_eq!(surface(&imported), surface(&sources));
    }
}

#[test]
fn what_is_kept_of_chinook_is_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("examples/chinook");
    let output = Command::new(env!("CARGO_BIN_EXE_aludel")).current_dir(folder).arg("check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
