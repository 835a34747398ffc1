use aludel::ErrorKind;
use aludel_suite::{
    everywhere,
    models::{Blank, Cell, Country, Document, Job, Site, User, Voucher},
};

use super::{user, voucher};

fn site(host: &str) -> Site {
    Site::new().host(host).build()
}

#[test]
fn ten_thousand_rows() {
    everywhere(|lab| {
        let name = |n: usize| format!("{n:05}");
        Voucher::insert_many((0..5_000).map(|n| voucher(&name(2 * n)))).execute(lab.engine())?;
        lab.lines();
        let all =
            (0..10_000).map(|n| Voucher { number: Some(n as i32), state: Some("seen".into()), ..voucher(&name(n)) });
        assert_eq!(Voucher::upsert(all).execute(lab.engine())?, 10_000);
        lab.assert_heard(&["BEGIN", "INSERT vouchers", "INSERT vouchers", "COMMIT"]);
        let sql = "SELECT revision, touched, state, count(*) FROM vouchers GROUP BY 1, 2, 3 ORDER BY 1";
        // Those that were there go on: version and update default.
        assert_eq!(lab.rows(sql), ["1|0|seen|5000", "2|7|seen|5000"]);
        assert_eq!(lab.rows("SELECT count(*) FROM vouchers WHERE CAST(code AS INTEGER) = number"), ["10000"]);
        Ok(())
    });
}

#[test]
fn chosen_columns_and_none() {
    everywhere(|lab| {
        voucher("a").insert(lab.engine())?;
        let new = |code: &str| Voucher { number: Some(1), series: Some("s".into()), ..voucher(code) };
        lab.lines();
        assert_eq!(Voucher::upsert([new("a")]).set(Voucher::series).execute(lab.engine())?, 1);
        let lines = lab.lines();
        let text = lab.either(
            "INSERT INTO vouchers (code, series, number, pin, touched, revision) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (code) DO UPDATE SET series = excluded.series, touched = ?, revision = vouchers.revision + 1",
            "INSERT INTO vouchers (code, series, number, pin, touched, revision) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (code) DO UPDATE SET series = excluded.series, touched = $7, revision = vouchers.revision + 1",
        );
        assert_eq!(lines[1..3], [text, "('a', 's', 1, ***, 0, 1, 7)"]);
        assert_eq!(lab.rows("SELECT code, series, number, touched, revision FROM vouchers"), ["a|s|NULL|7|2"]);

        let two = || [new("a"), Voucher { series: None, ..new("b") }];
        assert_eq!(Voucher::upsert(two()).do_nothing().execute(lab.engine())?, 1, "those inserted");
        assert_eq!(Voucher::upsert(two()).do_nothing().execute(lab.engine())?, 0);
        assert_eq!(lab.rows("SELECT code, series, revision FROM vouchers ORDER BY code"), ["a|s|2", "b|NULL|1"]);
        let back = Voucher::upsert([new("a"), voucher("c"), voucher("d")]).do_nothing().returning(lab.engine())?;
        assert_eq!(back.iter().map(|voucher| voucher.code.as_str()).collect::<Vec<_>>(), ["c", "d"]);
        Ok(())
    });
}

#[test]
fn by_another_unique_constraint() {
    everywhere(|lab| {
        let first = Site::insert_many(["a", "b"].map(site)).returning(lab.engine())?;
        lab.lines();
        let hosts = ["c", "b", "d", "a"];
        let sites = Site::upsert(hosts.map(site)).on_conflict(Site::host).returning(lab.engine())?;
        assert_eq!(sites.iter().map(|site| site.host.as_str()).collect::<Vec<_>>(), hosts, "all come back");
        assert_eq!((sites[1].id, sites[3].id), (first[1].id, first[0].id));
        if lab.is_postgresql() {
            lab.assert_heard(&["BEGIN", "INSERT sites", "COMMIT"]);
        }

        // Of two columns, named in any order.
        let voucher = |code: &str, number| Voucher { series: Some("s".into()), number: Some(number), ..voucher(code) };
        Voucher::insert_many([voucher("a", 1), voucher("b", 2)]).execute(lab.engine())?;
        let again = [voucher("c", 2), voucher("d", 3)];
        let written = Voucher::upsert(again).on_conflict((Voucher::number, Voucher::series)).returning(lab.engine())?;
        assert_eq!(written.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["b", "d"], "a key stays");
        // Another constraint than the one named is an error as ever.
        let error = Voucher::upsert([voucher("a", 9)]).on_conflict((Voucher::series, Voucher::number));
        assert!(error.execute(lab.engine()).unwrap_err().is_unique_violation());
        // NULLs are equal to none.
        let empty = || Voucher { series: None, ..voucher("x", 1) };
        let two = [Voucher { code: "e".into(), ..empty() }, Voucher { code: "f".into(), ..empty() }];
        assert_eq!(Voucher::upsert(two).on_conflict((Voucher::series, Voucher::number)).execute(lab.engine())?, 2);
        Ok(())
    });
}

#[test]
fn two_objects_of_one_row() {
    everywhere(|lab| {
        let numbered = |code: &str, number| Voucher { number: Some(number), ..voucher(code) };
        let all = || [numbered("a", 1), numbered("b", 2), numbered("a", 3), numbered("c", 4), numbered("a", 5)];
        let written = Voucher::upsert(all()).returning(lab.engine())?;
        let told: Vec<_> = written.iter().map(|it| (it.code.as_str(), it.number, it.revision)).collect();
        let expected = [("a", Some(1), 1), ("b", Some(2), 1), ("a", Some(3), 2), ("c", Some(4), 1), ("a", Some(5), 3)];
        assert_eq!(told, expected, "the second updates what the first wrote");
        assert_eq!(Voucher::upsert(all()).execute(lab.engine())?, 5);
        assert_eq!(lab.rows("SELECT code, number FROM vouchers ORDER BY code"), ["a|5", "b|2", "c|4"]);
        lab.lines();
        assert_eq!(
            Voucher::upsert(all().map(|it| numbered(&format!("{}2", it.code), 1)))
                .do_nothing()
                .execute(lab.engine())?,
            3
        );
        lab.assert_heard(&["BEGIN", "INSERT vouchers", "COMMIT"]);
        Ok(())
    });
}

#[test]
fn keys_that_the_database_makes() {
    everywhere(|lab| {
        let users = User::upsert((0..3).map(user)).returning(lab.engine())?;
        assert_eq!(users.iter().map(|user| user.id).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
        let mixed = users.iter().cloned().map(|user| User { fullname: "again".into(), ..user }).chain([user(9)]);
        let users = User::upsert(mixed).returning(lab.engine())?;
        assert_eq!(users.iter().map(|user| user.id).collect::<Vec<_>>(), [Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(lab.rows("SELECT fullname, count(*) FROM users GROUP BY 1 ORDER BY 1"), ["A User|1", "again|3"]);
        assert_eq!(Blank::upsert((0..2).map(|_| Blank::new())).returning(lab.engine())?.len(), 2);
        assert_eq!(Blank::upsert((0..2).map(|_| Blank::new())).execute(lab.engine())?, 2);
        // Defaults of the database stay as they are where the object has none.
        let job = Job::new().state("old").insert(lab.engine())?;
        let jobs = Job::upsert([Job { state: None, name: Some("x".into()), ..job }]).returning(lab.engine())?;
        assert_eq!((jobs[0].state.as_deref(), jobs[0].name.as_deref(), jobs[0].changed), (Some("old"), Some("x"), 7));
        Ok(())
    });
}

#[test]
fn rows_that_are_all_key() {
    everywhere(|lab| {
        let cells = || (0..10).map(|n| Cell::new().row(n / 5).col(n % 5));
        assert_eq!(Cell::upsert(cells()).execute(lab.engine())?, 10);
        assert_eq!(Cell::upsert(cells()).returning(lab.engine())?.len(), 10);
        assert_eq!(Cell::upsert(cells()).do_nothing().execute(lab.engine())?, 0);
        assert_eq!(lab.rows("SELECT count(*) FROM cells"), ["10"]);
        Ok(())
    });
}

#[test]
fn what_is_no_unique_constraint_is_refused_before_sql() {
    everywhere(|lab| {
        let error = Voucher::upsert([voucher("a")]).on_conflict(Voucher::series).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            "Voucher (series) is no unique constraint of \"vouchers\", so that no row can be known by it; there are \
             (code), (series, number)"
        );
        let countries = [Country::new().code("de").name("x")];
        assert!(Country::upsert(countries).on_conflict((Country::code, Country::name)).execute(lab.engine()).is_err());
        let error = Document::upsert([Document::new().title("x")]).set((Document::title, Document::id));
        assert!(error.execute(lab.engine()).unwrap_err().to_string().contains("Document.id cannot be set"));
        let long = (0..3).map(|n| Voucher { code: if n == 2 { "x".repeat(11) } else { "y".into() }, ..voucher("") });
        let error = Voucher::upsert(long).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().starts_with("the Voucher at index 2 cannot be written"), "{error}");
        lab.assert_heard(&[]);
        Ok(())
    });
}

/// PostgreSQL changes a row once a statement; where its collation finds keys equal that differ here, it says so.
#[test]
fn keys_that_only_the_database_finds_equal() {
    everywhere(|lab| {
        lab.run(lab.either(
            "CREATE UNIQUE INDEX folded ON sites (host COLLATE NOCASE)",
            "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        ));
        if !lab.is_postgresql() {
            return Ok(());
        }
        lab.run("ALTER TABLE pages DROP CONSTRAINT fk_pages_site_host_sites");
        lab.run("ALTER TABLE sites ALTER COLUMN host TYPE varchar(50) COLLATE folded");
        let error = Site::upsert(["a", "A"].map(site)).on_conflict(Site::host).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
        assert!(error.to_string().starts_with("two objects are one row to the database"), "{error}");
        // Rows that come back under another value than was sent come as the database gives them.
        let ids: Vec<_> =
            Site::insert_many(["a", "b"].map(site)).returning(lab.engine())?.iter().map(|s| s.id).collect();
        let back = Site::upsert(["A", "B"].map(site)).on_conflict(Site::host).returning(lab.engine())?;
        assert_eq!(back.iter().map(|site| site.id).collect::<Vec<_>>(), ids);
        Ok(())
    });
}
