use aludel::{Error, ErrorKind, Result};
use aludel_suite::{
    everywhere,
    models::{Address, Blank, Cell, Country, Job, Part, Raffle, User, Voucher},
};

use super::{user, voucher};

#[test]
fn ten_thousand_rows() {
    everywhere(|lab| {
        let mut connection = lab.engine().connect()?;
        assert_eq!(User::insert_many((0..10_000).map(user)).execute(&mut connection)?, 10_000);
        let statement = lab.either("INSERT users", "COPY users");
        lab.assert_heard(&["BEGIN", statement, statement, "COMMIT"]);
        drop(connection);
        let rows = lab.rows("SELECT count(*), min(id), max(id), count(DISTINCT name), max(fullname) FROM users");
        assert_eq!(rows, ["10000|1|10000|10000|A User"]);
        assert_eq!(lab.rows("SELECT id FROM users WHERE name = 'u7777'"), ["7778"], "in order");
        Ok(())
    });
}

#[test]
fn the_echo_shows_a_statement_and_its_first_rows() {
    everywhere(|lab| {
        User::insert_many((0..9).map(user)).execute(lab.engine())?;
        let lines = lab.lines();
        let text = lab.either(
            "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?)",
            "COPY users (name, fullname, password) FROM STDIN (FORMAT binary)",
        );
        let rows = "[('u0', 'A User', 'x'), ('u1', 'A User', 'x'), ... 7 more]";
        assert_eq!(lines, ["BEGIN (implicit)", text, rows, "COMMIT"]);
        Ok(())
    });
}

#[test]
fn the_objects_come_back_with_their_keys_in_order() {
    everywhere(|lab| {
        let users = User::insert_many((0..10_000).map(user)).returning(lab.engine())?;
        lab.assert_heard(&["BEGIN", "INSERT users", "INSERT users", "COMMIT"]);
        assert_eq!(users.len(), 10_000);
        for (index, user) in users.iter().enumerate() {
            assert_eq!((user.id, &user.name), (Some(index as i32 + 1), &format!("u{index}")));
        }
        assert_eq!(User::find(lab.engine(), 5_001)?.as_ref(), Some(&users[5_000]));
        Ok(())
    });
}

/// Consecutive rows of one shape are a statement, and none overtakes another.
#[test]
fn rows_of_several_shapes() {
    everywhere(|lab| {
        let jobs = (0..9).map(|n| {
            let job = Job::new().name(n.to_string()).build();
            match n {
                0..3 => job,
                3..5 => Job { state: Some("given".into()), ..job },
                5 => Job { id: Some(90), state: Some("given".into()), priority: Some(n), ..job },
                _ => job,
            }
        });
        let jobs: Vec<Job> = jobs.collect();
        assert_eq!(Job::insert_many(&jobs).execute(lab.engine())?, 9);
        let many = lab.either("INSERT jobs", "COPY jobs");
        // A single row is a plain INSERT.
        lab.assert_heard(&["BEGIN", many, many, "INSERT jobs", many, "COMMIT"]);
        let expected = [
            "1|0|new|3",
            "2|1|new|3",
            "3|2|new|3",
            "4|3|given|3",
            "5|4|given|3",
            "90|5|given|5",
            "6|6|new|3",
            "7|7|new|3",
            "8|8|new|3",
        ];
        let sql = "SELECT id, name, state, priority FROM jobs ORDER BY name";
        let on_sqlite: Vec<String> = expected
            .iter()
            .map(|row| row.replace("6|6", "91|6").replace("7|7", "92|7").replace("8|8", "93|8"))
            .collect();
        assert_eq!(lab.rows(sql), lab.either(on_sqlite, expected.map(str::to_owned).to_vec()));
        assert!(lab.rows("SELECT count(*) FROM jobs WHERE made IS NULL")[0] == "0");
        lab.run("DELETE FROM jobs");

        let back = Job::insert_many(jobs.clone()).returning(lab.engine())?;
        let filled = |job: &Job| (job.name.clone().unwrap(), job.state.clone().unwrap(), job.priority.unwrap());
        let expected: Vec<_> = jobs
            .iter()
            .map(|job| {
                (job.name.clone().unwrap(), job.state.clone().unwrap_or("new".into()), job.priority.unwrap_or(3))
            })
            .collect();
        assert_eq!(back.iter().map(filled).collect::<Vec<_>>(), expected);
        let mut stored = Job::all(lab.engine())?;
        stored.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(stored, back);
        Ok(())
    });
}

#[test]
fn keys_of_the_programs_with_defaults_of_the_databases() {
    everywhere(|lab| {
        // In no order of the keys, so that the order of what comes back is seen.
        let codes: Vec<String> = (0..300).map(|n| format!("v{}", n * 7919 % 1000)).collect();
        let vouchers = Voucher::insert_many(codes.iter().map(|code| voucher(code))).returning(lab.engine())?;
        assert!(vouchers.iter().zip(&codes).all(|(voucher, code)| voucher.code == *code));
        assert!(vouchers.iter().all(|voucher| voucher.state.as_deref() == Some("new")));
        let heard = lab.heard();
        assert_eq!(heard.len(), lab.either(302, 3), "one statement on PostgreSQL: {heard:?}");

        let raffles = Raffle::insert_many((0..20).map(|seat| Raffle::new().seat(seat))).returning(lab.engine())?;
        assert_eq!(lab.heard().len(), 22, "a row a statement: only so is it known which key is whose");
        for (seat, raffle) in (0..).zip(&raffles) {
            assert_eq!(Raffle::find(lab.engine(), raffle.id)?.unwrap().seat, seat);
        }
        Ok(())
    });
}

#[test]
fn rows_without_a_value_and_rows_that_are_all_key() {
    everywhere(|lab| {
        assert_eq!(Blank::insert_many((0..3).map(|_| Blank::new())).execute(lab.engine())?, 3);
        let blanks = Blank::insert_many((0..2).map(|_| Blank::new())).returning(lab.engine())?;
        assert_eq!(blanks.iter().map(|blank| blank.id).collect::<Vec<_>>(), [Some(4), Some(5)]);
        let cells = (0..50).map(|n| Cell::new().row(n / 10).col(n % 10));
        assert_eq!(Cell::insert_many(cells).execute(lab.engine())?, 50);
        assert_eq!(lab.rows("SELECT count(*) FROM cells"), ["50"]);
        // Rows that refer to rows before them.
        let parts =
            (0..100).map(|n| Part::new().code(format!("p{n}")).parent_code((n > 0).then(|| format!("p{}", n - 1))));
        assert_eq!(Part::insert_many(parts).execute(lab.engine())?, 100);
        Ok(())
    });
}

#[test]
fn nothing_sends_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user(0));
        assert_eq!(User::insert_many(Vec::<User>::new()).execute(&mut session)?, 0);
        assert_eq!(User::insert_many([] as [&User; 0]).execute(lab.engine())?, 0);
        assert_eq!(User::update_many(Vec::<User>::new()).returning(lab.engine())?, []);
        assert_eq!(User::upsert(Vec::<User>::new()).returning(lab.engine())?, []);
        assert_eq!(User::delete_many(Vec::<i32>::new()).execute(lab.engine())?, 0);
        assert_eq!(User::delete_many([None::<i32>]).execute(lab.engine())?, 0);
        lab.assert_heard(&[]);
        assert!(!session.in_transaction());
        Ok(())
    });
}

#[test]
fn what_cannot_be_written_is_refused_by_its_index() {
    everywhere(|lab| {
        let short = |n: i32| Country::new().code(format!("{n:02}")).name("x");
        let long = (0..20).map(|n| if n == 17 { Country::new().code("abc").name("x") } else { short(n) });
        let error = Country::insert_many(long).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(
            error.to_string().starts_with(
                "the Country at index 17 cannot be written: Country.code holds at most 2 characters, and the value has 3"
            ),
            "{error}"
        );
        lab.assert_heard(&[]);

        // In a later chunk, when rows were written already.
        let posts = (0..6_000).map(|n| {
            let job = Voucher::new().code(format!("v{n}")).build();
            if n == 5_500 { Voucher { code: "x".repeat(11), ..job } } else { job }
        });
        let error = Voucher::insert_many(posts).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().starts_with("the Voucher at index 5500 cannot be written"), "{error}");
        lab.assert_heard(&["BEGIN", lab.either("INSERT vouchers", "COPY vouchers"), "ROLLBACK"]);
        assert_eq!(lab.rows("SELECT count(*) FROM vouchers"), ["0"]);

        let empty = [Raffle::new().seat(1).build()].into_iter().map(|raffle| Raffle { seat: 2, ..raffle });
        assert_eq!(Raffle::insert_many(empty).execute(lab.engine())?, 1);
        let lines = (0..3).map(|n| aludel_suite::models::Line::new().position(n).alias("x"));
        let error = aludel_suite::models::Line::insert_many(lines).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert!(
            error.to_string().starts_with(
                "the Line at index 0 cannot be written: Line.order_id is NOT NULL and still empty: set it with"
            ),
            "{error}"
        );
        Ok(())
    });
}

#[test]
fn what_the_database_refuses_undoes_all() {
    everywhere(|lab| {
        let mut connection = lab.engine().connect()?;
        User::insert_many((0..3).map(user)).execute(&mut connection)?;
        lab.lines();
        let twice = (0..100).map(|n| voucher(&format!("v{}", if n == 60 { 3 } else { n })));
        let error = Voucher::insert_many(twice).execute(&mut connection).unwrap_err();
        assert!(error.is_unique_violation(), "{error:?}");
        assert!(error.to_string().starts_with("the Voucher at index 60 cannot be written: "), "{error}");
        lab.assert_heard(&["BEGIN", lab.either("INSERT vouchers", "COPY vouchers"), "ROLLBACK"]);
        assert!(!connection.in_transaction());

        // In a transaction the rest of it stands.
        let mut transaction = connection.begin()?;
        User::insert_many([user(3)]).execute(&mut transaction)?;
        let orphans = (0..10).map(|n| Address::new().email_address("x").user_id(n));
        let error = Address::insert_many(orphans).execute(&mut transaction).unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error:?}");
        Address::insert_many([Address::new().email_address("kept").user_id(1)]).execute(&mut transaction)?;
        transaction.commit()?;
        drop(connection);
        assert_eq!(lab.rows("SELECT email_address FROM addresses"), ["kept"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["4"]);
        Ok(())
    });
}

#[test]
fn progress_is_told_and_may_stop_the_work() {
    everywhere(|lab| {
        let mut told = Vec::new();
        let hears = |done, of| {
            told.push((done, of));
            Ok(())
        };
        User::insert_many((0..12_000).map(user)).progress(hears).execute(lab.engine())?;
        assert_eq!(told, [(5_000, Some(12_000)), (10_000, Some(12_000)), (12_000, Some(12_000))]);

        let stop = |done, of: Option<u64>| -> Result<()> {
            assert_eq!(of, None);
            if done < 10_000 { Ok(()) } else { Err(Error::other("enough")) }
        };
        let unknown = (0..40_000).filter(|n| n % 2 == 0).map(user);
        let error = User::insert_many(unknown).progress(stop).execute(lab.engine()).unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Other, "enough".to_owned()));
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["12000"]);
        Ok(())
    });
}

/// A trigger may drop rows, and give them other keys.
#[test]
fn what_triggers_do_to_rows_is_not_overlooked() {
    everywhere(|lab| {
        let drops = lab.either(
            "CREATE TRIGGER drops BEFORE INSERT ON vouchers WHEN NEW.code IN ('v2', 'v5') BEGIN SELECT RAISE(IGNORE); END",
            "CREATE FUNCTION drops() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN IF NEW.code IN (''v2'', ''v5'') THEN RETURN NULL; END IF; \
             IF NEW.code = ''v7'' THEN NEW.code = ''other''; END IF; RETURN NEW; END'",
        );
        lab.run(drops);
        if lab.is_postgresql() {
            lab.run("CREATE TRIGGER drops BEFORE INSERT ON vouchers FOR EACH ROW EXECUTE FUNCTION drops()");
        }
        let all = |from: i32, to: i32| (from..to).map(|n| voucher(&format!("v{n}")));
        assert_eq!(Voucher::insert_many(all(0, 6)).execute(lab.engine())?, 4);
        assert_eq!(lab.rows("SELECT count(*) FROM vouchers"), ["4"]);
        lab.run("DELETE FROM vouchers");
        let error = Voucher::insert_many(all(0, 6)).returning(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StaleData, "{error:?}");
        assert!(error.to_string().contains("a trigger may have dropped"), "{error}");
        if lab.is_postgresql() {
            let error = Voucher::insert_many(all(6, 9)).returning(lab.engine()).unwrap_err();
            assert!(error.to_string().contains("came back with other keys"), "{error}");
        }
        assert_eq!(lab.rows("SELECT count(*) FROM vouchers"), ["0"]);
        Ok(())
    });
}

#[test]
fn where_copy_is_not_wanted() {
    everywhere(|lab| {
        User::insert_many((0..10).map(user)).copy(false).execute(lab.engine())?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*), max(id) FROM users"), ["10|10"]);
        Ok(())
    });
}

#[test]
fn a_large_value_ends_its_chunk() {
    everywhere(|lab| {
        let large = "x".repeat(3 << 20);
        let users = (0..4).map(|n| User { fullname: large.clone(), ..user(n) });
        User::insert_many(users).execute(lab.engine())?;
        let statement = lab.either("INSERT users", "COPY users");
        lab.assert_heard(&["BEGIN", statement, statement, "COMMIT"]);
        assert_eq!(lab.rows("SELECT sum(length(fullname)) FROM users"), [(4 * (3 << 20)).to_string()]);
        Ok(())
    });
}
