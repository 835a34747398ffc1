//! `create_all` and `drop_all`.

use aludel::{Engine, ErrorKind, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{self, Mood, Player, Sample, Team},
};

fn tables(lab: &Lab) -> Vec<String> {
    lab.rows(lab.either(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\"",
    ))
}

fn ddl(engine: &Engine, lab: &Lab) -> Vec<String> {
    lab.lines();
    models::metadata().create_all(engine).unwrap();
    let ddl = |line: &String| ["CREATE", "ALTER"].iter().any(|word| line.starts_with(word));
    lab.lines().into_iter().filter(ddl).collect()
}

#[test]
fn t12_a_second_create_all_only_looks() {
    everywhere(|lab| {
        assert_eq!(ddl(lab.engine(), lab), Vec::<String>::new());
        let tables_alone = models::metadata().tables.iter().filter(|table| table.view.is_none());
        let mut names: Vec<&str> = tables_alone.map(|table| table.name).collect();
        names.sort_unstable();
        assert_eq!(tables(lab), names);
        Ok(())
    });
}

#[test]
fn t63_only_what_is_missing_is_made_and_parents_first() {
    everywhere(|lab| {
        lab.run("DROP TABLE addresses");
        let made = ddl(lab.engine(), lab);
        assert!(made[0].starts_with("CREATE TABLE addresses ("), "{made:?}");
        assert!(made.iter().all(|statement| statement.contains("addresses")), "{made:?}");

        models::metadata().drop_all(lab.engine())?;
        let made = ddl(lab.engine(), lab);
        let at = |table: &str| made.iter().position(|it| it.starts_with(&format!("CREATE TABLE {table} ("))).unwrap();
        assert!(at("users") < at("addresses") && at("users") < at("posts"));
        assert!(at("customer") < at("\"order\"") && at("\"order\"") < at("line"));
        Ok(())
    });
}

#[test]
fn a_table_that_lacks_columns_is_an_error_that_names_them_and_makes_nothing() {
    everywhere(|lab| {
        lab.run("DROP TABLE addresses");
        lab.run("DROP TABLE documents");
        lab.run("DROP TABLE accounts");
        lab.run("CREATE TABLE documents (id INTEGER PRIMARY KEY, body TEXT)");
        lab.run("CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT)");
        let error = models::metadata().create_all(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SchemaMismatch);
        for part in ["table \"documents\" lacks title, revision", "table \"accounts\" lacks balance"] {
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(!tables(lab).contains(&"addresses".to_owned()));
        Ok(())
    });
}

#[test]
fn drop_all_takes_away_what_is_there_with_its_rows() {
    everywhere(|lab| {
        let mut session = lab.session();
        let team = session.add(Team::new().name("reds"));
        let player = session.append(team, Team::players, Player::new().name("ann"))?;
        session.flush()?;
        session[team].captain_id = session[player].id;
        session.add(Sample::new().mood(Mood::ALL[0]));
        session.commit()?;
        lab.run("DROP TABLE line");
        models::metadata().drop_all(lab.engine())?;
        assert_eq!(tables(lab), Vec::<String>::new());
        if lab.is_postgresql() {
            assert_eq!(
                lab.rows("SELECT typname FROM pg_type WHERE typname IN ('mood', 'order_status')"),
                Vec::<String>::new()
            );
        }
        models::metadata().drop_all(lab.engine())?;
        models::metadata().create_all(lab.engine())?;
        assert_eq!(Session::new(lab.engine()).query::<Team>().count()?, 0);
        Ok(())
    });
}

#[test]
fn create_all_is_part_of_a_transaction_it_is_given() {
    everywhere(|lab| {
        models::metadata().drop_all(lab.engine())?;
        let mut connection = lab.engine().connect()?;
        {
            let mut transaction = connection.begin()?;
            models::metadata().create_all(&mut transaction)?;
        }
        drop(connection);
        assert_eq!(tables(lab), Vec::<String>::new(), "it was rolled back");
        models::metadata().create_all(lab.engine())
    });
}

#[test]
fn what_is_not_there_is_a_programming_error() {
    everywhere(|lab| {
        models::metadata().drop_all(lab.engine())?;
        let mut session = lab.session();
        let error = session.query::<Team>().all().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Programming);
        assert!(error.statement().unwrap().starts_with("SELECT teams.id"), "{error:?}");
        session.rollback()
    });
}
