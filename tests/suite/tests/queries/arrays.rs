//! Operators of PostgreSQL's arrays beside hand-written SQL.

use aludel::{Condition, select};
use aludel_suite::{Lab, on_postgresql, postgresql::Defaulted};

#[track_caller]
fn same(lab: &Lab, condition: impl Condition, sql: &str) {
    let mut session = lab.session();
    let found = session.select(Defaulted::id).filter(condition).order_by(Defaulted::id).all().unwrap();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, lab.rows(&format!("SELECT id FROM public.defaulted WHERE {sql} ORDER BY id")), "{sql}");
}

#[test]
fn operators_of_arrays() {
    on_postgresql(|lab| {
        let mut session = lab.session();
        session.add(Defaulted::new().tags(["a", "b"]).empty([1, 2, 3]));
        session.add(Defaulted::new().tags(["b"]).empty([3]));
        session.add(Defaulted::new().tags(Vec::<String>::new()));
        session.commit()?;
        same(lab, Defaulted::tags.contains(["a"]), "tags @> '{a}'");
        same(lab, Defaulted::tags.contained_by(["b", "c"]), "tags <@ '{b,c}'");
        same(lab, Defaulted::empty.overlaps([2, 9]), "empty && '{2,9}'");
        same(lab, Defaulted::tags.has("b"), "'b' = ANY(tags)");
        same(lab, Defaulted::tags.cardinality().gt(1), "cardinality(tags) > 1");
        same(lab, Defaulted::empty.element(1).eq(3), "empty[1] = 3");
        same(lab, Defaulted::tags.eq(["b"]), "tags = '{b}'");
        same(lab, Defaulted::tags.eq(["b"]) | Defaulted::tags.eq(["a", "b"]), "tags IN ('{b}', '{a,b}')");
        let places =
            select((Defaulted::empty, Defaulted::empty.element(2))).order_by(Defaulted::id).all(&mut session)?;
        assert_eq!(places, [(vec![1, 2, 3], Some(2)), (vec![3], None), (vec![], None)]);
        let refused = session.query::<Defaulted>().filter(Defaulted::tags.in_([["b"]])).all().unwrap_err();
        assert!(refused.to_string().contains("defaulted.tags holds arrays"), "{refused}");
        Ok(())
    });
}
