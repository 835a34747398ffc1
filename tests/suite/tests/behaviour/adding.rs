//! New objects: their order, what is sent of them, what comes back.

use aludel::{
    ErrorKind,
    serde_json::{Value as Json, json},
};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Blank, Country, Job, Preference, Raffle, Sample, User},
};

#[test]
fn s04_new_rows_go_out_in_the_order_of_add() {
    everywhere(|lab| {
        let mut session = lab.session();
        let names = ["c", "a", "b"];
        let users = session.add_all(names.map(|name| User::new().name(name).fullname(name).password("x")));
        assert_eq!(session.pending().len(), 3);
        assert!(lab.lines().is_empty(), "adding sends nothing");

        session.flush()?;
        assert!(session.pending().is_empty());
        lab.assert_heard(&["BEGIN", "INSERT users"]);
        for (user, id) in users.iter().zip(1..) {
            assert_eq!(session[*user].id, Some(id));
            assert_eq!(session.key(*user)?, id);
        }
        session.commit()?;
        lab.assert_heard(&["COMMIT"]);
        assert_eq!(lab.rows("SELECT id, name FROM users ORDER BY id"), ["1|c", "2|a", "3|b"]);
        Ok(())
    });
}

#[test]
fn s04_changed_and_deleted_rows_go_out_in_the_order_of_the_keys_that_they_had() {
    everywhere(|lab| {
        let mut session = lab.session();
        let country = |code: &str| Country::new().code(code).name("x").build();
        let [d, b, c, a] = ["d", "b", "c", "a"].map(|code| session.add(country(code)));
        session.commit()?;
        session.refresh_all(&[a, b, c, d])?;
        for (country, name) in [(d, "4"), (b, "2"), (c, "3"), (a, "1")] {
            session[country].name = name.into();
        }
        lab.lines();
        session.flush()?;
        let sent = |word: &str| {
            let lines = lab.lines();
            let at = lines.iter().position(|line| line.starts_with(word)).unwrap();
            lines[at + 1].clone()
        };
        let update = lab
            .either("[('1', 'a'), ('2', 'b'), ('3', 'c'), ('4', 'd')]", "(['1', '2', '3', '4'], ['a', 'b', 'c', 'd'])");
        assert_eq!(sent("UPDATE"), update);

        // A key that was changed since counts as it was.
        session[a].code = "z".into();
        for country in [d, a, c, b] {
            session.delete(country);
        }
        session.flush()?;
        let delete = lab.either("[('a',), ('b',), ('c',), ('d',)]", "(['a', 'b', 'c', 'd'],)");
        assert_eq!(sent("DELETE"), delete);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["0"]);
        Ok(())
    });
}

#[test]
fn s10_a_flush_without_work_sends_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.flush()?;
        session.commit()?;
        session.rollback()?;
        assert!(!session.in_transaction());
        let user = session.add(User::new().name("ed").fullname("Ed").password("x"));
        session.commit()?;
        lab.lines();
        // Touched and put back: nothing differs.
        session[user].name = "edward".into();
        session[user].name = "ed".into();
        assert!(session.dirty().contains(user));
        session.flush()?;
        assert!(session.dirty().is_empty());
        session.commit()?;
        lab.assert_heard(&[]);
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn s14_what_is_not_set_is_null_and_what_the_database_fills_is_left_out() {
    everywhere(|lab| {
        let mut session = lab.session();
        let job = session.add(Job::new());
        session.flush()?;
        let line = lab.lines().into_iter().find(|line| line.starts_with("INSERT")).unwrap();
        assert!(line.starts_with("INSERT INTO jobs (name, tag, changed) VALUES ("), "{line}");
        assert_eq!((session[job].name.as_deref(), session[job].tag.as_str()), (None, "none"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, state, priority, tag FROM jobs"), ["NULL|new|3|none"]);
        Ok(())
    });
}

#[test]
fn s15_none_on_a_server_default_lets_the_default_fire_and_a_value_does_not() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Job::new().name("a").state(None::<&str>).priority(9));
        session.add(Job::new().name("b").state("old"));
        session.commit()?;
        let sent: Vec<_> = lab.lines().into_iter().filter(|line| line.starts_with("INSERT INTO jobs")).collect();
        assert!(sent[0].contains("(name, priority, tag, changed)"), "the column is left out: {sent:?}");
        assert!(sent[1].contains("(name, state, tag, changed)"), "{sent:?}");
        assert_eq!(lab.rows("SELECT name, state, priority FROM jobs ORDER BY id"), ["a|new|9", "b|old|3"]);
        Ok(())
    });
}

#[test]
fn s15_the_null_of_json_is_a_value() {
    everywhere(|lab| {
        let mut session = lab.session();
        let unset = session.add(Preference::new().options(None::<Json>));
        let null = session.add(Preference::new().options(Json::Null));
        session.commit()?;
        assert_eq!(lab.heard(), ["BEGIN", "INSERT preferences", "INSERT preferences", "COMMIT"]);
        session.refresh_all(&[unset, null])?;
        assert_eq!((&session[unset].options, &session[null].options), (&Some(json!([1])), &Some(Json::Null)));
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM preferences WHERE options IS NULL"), ["0"]);
        Ok(())
    });
}

#[test]
fn s16_a_row_without_a_value() {
    everywhere(|lab| {
        let mut session = lab.session();
        let blanks = session.add_all([Blank::new(), Blank::new()]);
        session.flush()?;
        assert!(lab.lines().iter().any(|line| line.contains("INSERT INTO blanks DEFAULT VALUES")));
        assert_eq!(blanks.iter().map(|&blank| session[blank].id).collect::<Vec<_>>(), [Some(1), Some(2)]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM blanks"), ["2"]);
        Ok(())
    });
}

#[test]
fn s17_rows_of_one_shape_are_one_batch_and_another_shape_between_splits_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let account = |owner: &str| Account::new().owner(owner.to_owned());
        session.add_all([account("a"), account("b"), account("c").id(70), account("d")]);
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT accounts", "INSERT accounts", "INSERT accounts"]);
        session.add_all((0..100).map(|n| Country::new().code(format!("{n:02}")).name("x")));
        session.flush()?;
        lab.assert_heard(&["INSERT countries"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts WHERE id = 70"), ["c"]);
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["100"]);
        Ok(())
    });
}

#[test]
fn s18_each_of_many_rows_has_the_key_of_its_own_row() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..500).map(|n| Account::new().owner(format!("o{n}")).balance(n)));
        session.commit()?;
        // Counted keys come back for the whole batch.
        let lines = lab.lines();
        let sent: Vec<_> = lines.iter().filter(|line| line.starts_with("INSERT")).collect();
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert_eq!(sent[0].ends_with("RETURNING accounts.id"), lab.is_postgresql(), "{sent:?}");
        let rows = lab.rows("SELECT id, owner FROM accounts ORDER BY id");
        assert_eq!(rows.len(), 500);
        for (account, row) in accounts.iter().zip(rows) {
            assert_eq!(row, format!("{}|{}", session.key(*account)?, session[*account].owner));
        }
        Ok(())
    });
}

#[test]
fn s18_keys_of_the_program_are_asked_back_from_nobody() {
    everywhere(|lab| {
        let mut session = lab.session();
        let code = |n: usize| format!("{n:02}");
        let countries = session.add_all((0..20).map(|n| Country::new().code(code(n)).name(code(n))));
        session.commit()?;
        let lines = lab.lines();
        let sent: Vec<_> = lines.iter().filter(|line| line.starts_with("INSERT")).collect();
        assert!(sent.len() == 1 && !sent[0].contains("RETURNING"), "{sent:?}");
        for (n, &country) in countries.iter().enumerate() {
            assert_eq!(session.get::<Country>(code(n))?, Some(country));
        }
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM countries WHERE code = name"), ["20"]);
        Ok(())
    });
}

#[test]
fn s18_keys_that_the_database_does_not_count_come_back_row_by_row() {
    everywhere(|lab| {
        let mut session = lab.session();
        let raffles = session.add_all((0..20).map(|seat| Raffle::new().seat(seat)));
        session.commit()?;
        let lines = lab.lines();
        let sent: Vec<_> = lines.iter().filter(|line| line.starts_with("INSERT")).collect();
        assert!(sent.len() == 20 && sent.iter().all(|line| line.contains(" RETURNING ")), "{sent:?}");
        let rows = lab.rows("SELECT CAST(id AS text), seat FROM raffles ORDER BY seat");
        for (&raffle, row) in raffles.iter().zip(rows) {
            assert_eq!(row, format!("{}|{}", session.key(raffle)?, session[raffle].seat));
        }
        Ok(())
    });
}

#[test]
fn s22_defaults_are_visible_after_the_flush_without_another_statement() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jobs = session.add_all([Job::new().name("a"), Job::new().name("b")]);
        assert_eq!(session[jobs[0]].tag, "none");
        assert_eq!(session[jobs[0]].state, None);
        session.flush()?;
        assert!(lab.heard().iter().all(|statement| ["BEGIN", "INSERT jobs"].contains(&statement.as_str())));
        for job in jobs {
            assert_eq!((session[job].state.as_deref(), session[job].priority), (Some("new"), Some(3)));
            let made = session[job].made.unwrap();
            assert!(made.duration_until(aludel::jiff::Timestamp::now()).abs().as_secs() < 120, "{made}");
        }
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT name, state, priority, tag FROM jobs ORDER BY id"),
            ["a|new|3|none", "b|new|3|none"]
        );
        Ok(())
    });
}

#[test]
fn s23_a_new_object_with_the_key_of_a_live_one_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Country::new().code("fr").name("France"));
        session.commit()?;
        lab.lines();
        session.get::<Country>("fr")?;
        let second = session.add(Country::new().code("fr").name("Frankreich"));
        lab.lines();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdentityConflict);
        assert!(error.to_string().contains("<Country(code='fr')>"), "{error}");
        lab.assert_heard(&[]);
        // Nothing was sent, so that it can be mended.
        session[second].code = "de".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["de|Frankreich", "fr|France"]);
        Ok(())
    });
}

#[test]
fn two_new_objects_of_one_key_are_the_databases_to_refuse() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([Country::new().code("fr").name("1"), Country::new().code("fr").name("2")]);
        let error = session.commit().unwrap_err();
        assert!(error.is_unique_violation(), "{error:?}");
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_struct_given_whole_is_a_new_object() {
    everywhere(|lab| {
        let mut session = lab.session();
        let address = Address { id: Some(40), email_address: "a@b".into(), user_id: None };
        let address = session.add(address);
        assert!(session.pending().contains(address) && session.contains(address));
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, email_address, user_id FROM addresses"), ["40|a@b|NULL"]);
        Ok(())
    });
}

#[test]
fn many_new_rows_with_nulls_between_them_arrive_as_they_are() {
    everywhere(|lab| {
        let mut session = lab.session();
        let number = |n: i32| (n % 3 > 0).then_some(n);
        session.add_all((0..20).map(|n| Sample::new().number(number(n)).words(number(n).map(|n| n.to_string()))));
        session.commit()?;
        let rows = lab.rows("SELECT number, words FROM samples ORDER BY id");
        let expected = (0..20).map(|n| number(n).map_or("NULL|NULL".to_owned(), |n| format!("{n}|{n}")));
        assert_eq!(rows, expected.collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn drafts_with_and_without_relatives_and_objects_stand_in_one_list() {
    everywhere(|lab| {
        let mut session = lab.session();
        let new = |name: &str| User::new().name(name).fullname(name).password("x");
        let address = Address::new().email_address("a@b.c");
        let users = session.add_all([
            new("a").addresses([address]),
            new("b").into(),
            new("c").build().into(),
            new("d").addresses([Address::new().email_address("d@b.c").user_id(None::<i32>)]),
        ]);
        // Without relatives in the list, objects become drafts as they are.
        session.add_all([new("e"), new("f").build().into()]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(lab.rows("SELECT count(*) FROM addresses WHERE user_id IS NOT NULL"), ["2"]);
        assert_eq!(session.related(users[3], User::addresses)?.len(), 1);

        // A draft that begins without and gets relatives on the way.
        let mut draft: aludel_suite::models::NewUser<_, aludel::WithRelatives> = new("g").into();
        for address in ["g@b.c", "h@b.c"] {
            draft = draft.addresses([Address::new().email_address(address)]);
        }
        let g = session.add(draft);
        assert_eq!(session.related(g, User::addresses)?.len(), 2);
        Ok(())
    });
}
