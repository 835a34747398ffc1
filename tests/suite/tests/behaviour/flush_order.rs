//! The order of a flush as a whole, its batches, and the plan that tells of them.

use aludel_suite::{
    everywhere,
    models::{
        Account, Address, BlogPost, Country, Document, Factory, Hall, Keyword, Machine, Part, Shift, Team, Ticket,
        User, Worker, Zone,
    },
};

/// Numbers in an order that is the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
        items
    }
}

/// Ten thousand objects of five models, added in random order and linked in random order; each knows by its name to
/// whom it belongs.
#[test]
fn ten_thousand_objects_of_five_models_are_five_batches() {
    everywhere(|lab| {
        let mut dice = Dice(lab.url().len() as u64);
        let mut session = lab.session();
        let (factories, halls, workers, machines, shifts) = (100, 900, 1_500, 2_500, 5_000);
        let counts = [factories, halls, workers, machines, shifts];
        let all: Vec<(usize, usize)> =
            counts.iter().enumerate().flat_map(|(kind, &count)| (0..count).map(move |n| (kind, n))).collect();
        let mut made = (vec![None; factories], vec![None; halls], vec![None; workers], vec![None; machines]);
        let mut made_shifts = vec![None; shifts];
        for (kind, n) in dice.shuffled(all) {
            match kind {
                0 => made.0[n] = Some(session.add(Factory::new().name(n.to_string()))),
                1 => made.1[n] = Some(session.add(Hall::new().name((n % factories).to_string()))),
                2 => made.2[n] = Some(session.add(Worker::new().name((n % factories).to_string()))),
                3 => made.3[n] = Some(session.add(Machine::new().name((n % halls % factories).to_string()))),
                _ => {
                    let name = format!("{} {}", n % machines % halls % factories, n % workers % factories);
                    made_shifts[n] = Some(session.add(Shift::new().name(name)));
                }
            }
        }
        let links: Vec<(usize, usize)> =
            counts.iter().enumerate().skip(1).flat_map(|(kind, &count)| (0..count).map(move |n| (kind, n))).collect();
        for (kind, n) in dice.shuffled(links) {
            match kind {
                1 => session.set(made.1[n].unwrap(), Hall::factory, made.0[n % factories].unwrap())?,
                2 => session.set(made.2[n].unwrap(), Worker::factory, made.0[n % factories].unwrap())?,
                3 => session.set(made.3[n].unwrap(), Machine::hall, made.1[n % halls].unwrap())?,
                _ => {
                    session.set(made_shifts[n].unwrap(), Shift::machine, made.3[n % machines].unwrap())?;
                    session.set(made_shifts[n].unwrap(), Shift::worker, made.2[n % workers].unwrap())?;
                }
            }
        }
        assert_eq!(session.flush_plan()?.len(), 5);
        session.flush()?;
        lab.assert_heard(&[
            "BEGIN",
            "INSERT factories",
            "INSERT halls",
            "INSERT workers",
            "INSERT machines",
            "INSERT shifts",
        ]);
        session.commit()?;
        let right = "SELECT count(*) FROM shifts s JOIN machines m ON m.id = s.machine_id JOIN halls h ON h.id = m.hall_id \
             JOIN factories f ON f.id = h.factory_id JOIN workers w ON w.id = s.worker_id \
             JOIN factories g ON g.id = w.factory_id \
             WHERE s.name = f.name || ' ' || g.name AND m.name = f.name AND h.name = f.name AND w.name = g.name";
        assert_eq!(lab.rows(right), ["5000"]);
        let right = "SELECT (SELECT count(*) FROM halls h JOIN factories f ON f.id = h.factory_id WHERE f.name = h.name), \
             (SELECT count(*) FROM machines m JOIN halls h ON h.id = m.hall_id WHERE m.name = h.name), \
             (SELECT count(*) FROM workers w JOIN factories f ON f.id = w.factory_id WHERE f.name = w.name)";
        assert_eq!(lab.rows(right), ["900|2500|1500"]);
        Ok(())
    });
}

#[test]
fn a_plan_says_what_a_flush_would_do_and_does_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        assert!(session.flush_plan()?.is_empty());
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let [a, b] = ["a", "b"].map(|email| session.add(Address::new().email_address(email).user(ed)));
        let (account, document) = (session.add(Account::new().owner("o")), session.add(Document::new().title("t")));
        session.commit()?;
        session.query::<Account>().all()?;
        session.query::<Document>().all()?;
        session.query::<Address>().all()?;
        session.refresh(ed)?;
        session[account].balance = 5;
        session[document].title = "u".into();
        session[ed].name = "edward".into();
        session.delete(a);
        session.add_all((0..5).map(|n| Address::new().email_address(n.to_string())));
        let post = session.append(ed, User::posts, BlogPost::new().headline("h"))?;
        session.append(post, BlogPost::keywords, Keyword::new().keyword("k"))?;
        lab.lines();
        let plan = session.flush_plan()?;
        assert_eq!(
            plan.to_string().lines().collect::<Vec<_>>(),
            [
                "UPDATE accounts SET balance: <Account(owner='o', balance=5)>",
                "UPDATE documents SET title, revision GUARDED BY revision: <Document(id=1)>",
                "INSERT INTO keywords (keyword) RETURNING id: <Keyword(id=None)>",
                "UPDATE users SET name: <User(name='edward', fullname='Ed', password='x')>",
                "INSERT INTO addresses (email_address, user_id) RETURNING id: <Address(email_address='0')>, \
             <Address(email_address='1')>, <Address(email_address='2')> and 2 more",
                "INSERT INTO posts (user_id, headline, body) RETURNING id: <BlogPost(headline='h', body=None)>",
                "INSERT INTO post_keywords: <BlogPost(headline='h', body=None)> with <Keyword(id=None)>",
                "DELETE FROM addresses: <Address(email_address='a')>",
            ]
        );
        assert_eq!((plan.len(), plan.steps().len(), plan.is_empty()), (8, 8, false));
        lab.assert_heard(&[]);
        assert_eq!(session.flush_plan()?, plan, "nothing was changed by it");
        assert_eq!(session.pending().len(), 7);
        session.commit()?;
        assert_eq!(lab.heard().len(), plan.len() + 1);
        assert_eq!(lab.rows("SELECT count(*) FROM addresses"), ["6"]);
        assert!(session.contains(b));
        Ok(())
    });
}

#[test]
fn a_plan_shows_guards_of_what_was_edited_while_expired() {
    everywhere(|lab| {
        let mut session = lab.session();
        let account = session.add(Account::new().owner("o"));
        session.commit()?;
        session[account].balance = 5;
        assert_eq!(
            session.flush_plan()?.to_string(),
            "UPDATE accounts SET balance GUARDED BY balance: <Account(owner='o', balance=5)>"
        );
        session.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["5"]);
        Ok(())
    });
}

#[test]
fn a_plan_of_what_cannot_be_written_is_the_error_of_its_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([Country::new().code("fr").name("1")]);
        session.commit()?;
        session.get::<Country>("fr")?;
        session.add(Country::new().code("fr").name("2"));
        let of_plan = session.flush_plan().unwrap_err();
        let of_flush = session.flush().unwrap_err();
        assert_eq!((of_plan.kind(), of_plan.to_string()), (of_flush.kind(), of_flush.to_string()));
        session.rollback()?;
        assert_eq!(lab.rows("SELECT name FROM countries"), ["1"]);
        Ok(())
    });
}

#[test]
fn s02_saves_of_a_table_come_before_its_deletes_and_tables_interleave() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|code| session.add(Zone::new().code(code)));
        let part = session.add(Part::new().code("p"));
        let team = session.add(Team::new().name("t"));
        let ticket = session.add(Ticket::new().code("x"));
        session.commit()?;
        session.query::<Zone>().all()?;
        session.query::<Team>().all()?;
        session.delete(a);
        session.delete(part);
        session.delete(ticket);
        session[b].code = "c".into();
        session[team].name = "u".into();
        session.add(Zone::new().code("d"));
        session.add(Team::new().name("v"));
        lab.lines();
        session.commit()?;
        let heard: Vec<String> = lab.heard().into_iter().filter(|it| !it.starts_with("SELECT")).collect();
        let at = |statement: &str| heard.iter().position(|it| it == statement).unwrap();
        assert!(at("UPDATE zones(code)") < at("INSERT zones") && at("INSERT zones") < at("DELETE zones"), "{heard:?}");
        assert!(at("UPDATE teams(name)") < at("INSERT teams"), "{heard:?}");
        assert!(at("INSERT teams") < at("DELETE parts") && at("INSERT zones") < at("DELETE tickets"), "{heard:?}");
        assert_eq!(lab.rows("SELECT code FROM zones ORDER BY code"), ["c", "d"]);
        Ok(())
    });
}
