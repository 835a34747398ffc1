//! Rows as plain structs, parts of rows, and graphs.

use aludel::{ErrorKind, Graph, Result, entity, select, selectinload};
use aludel_suite::{
    everywhere,
    models::{Address, BlogPost, Keyword, User},
};

use crate::people::{fill, same};

#[test]
fn rows_are_plain_structs_on_a_session_a_connection_and_an_engine() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = select(entity::<User>()).order_by(User::name).untracked();
        let names = |users: Vec<User>| same(lab, users, |user| user.name, "SELECT name FROM users ORDER BY name");
        names(query.all(lab.engine())?);
        let mut connection = lab.engine().connect()?;
        let first = query.all(&mut connection)?;
        let mut transaction = connection.begin()?;
        let second = query.all(&mut transaction)?;
        drop(transaction);
        drop(connection);
        names(first);
        names(second);
        let users = session.query::<User>().order_by(User::name).untracked().all()?;
        session.rollback()?;
        names(users);
        // A session flushes first, and its objects are not touched.
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        session[ed].fullname = "Edward".to_owned();
        let fullname = |user: User| user.fullname;
        let read = session.query::<User>().filter(User::name.eq("ed")).untracked().one()?;
        assert_eq!(fullname(read), "Edward");
        let rows: Vec<(User, Option<Address>, String)> = session
            .select((entity::<User>(), entity::<Address>().nullable(), User::name))
            .outer_join(User::addresses)
            .order_by((User::id, Address::id))
            .untracked()
            .all()?;
        session.rollback()?;
        same(
            lab,
            rows,
            |(user, address, name)| {
                format!("{}|{}|{name}", user.name, address.map_or("NULL".to_owned(), |it| it.email_address))
            },
            "SELECT u.name, a.email_address, u.name FROM users u LEFT JOIN addresses a ON u.id = a.user_id ORDER BY u.id, a.id",
        );
        assert_eq!(query.first(lab.engine())?.unwrap().name, "ed");
        assert_eq!(query.one(lab.engine()).unwrap_err().kind(), ErrorKind::MultipleResultsFound);
        // What only a session knows.
        let query = select(entity::<Address>()).filter(Address::user.is(ed)).untracked();
        let refused = query.all(lab.engine()).unwrap_err();
        assert!(refused.to_string().contains("only a session knows"), "{refused}");
        let query = select(entity::<User>()).options(aludel::joinedload(User::addresses)).untracked();
        let refused = query.all(lab.engine()).unwrap_err();
        assert!(refused.to_string().contains("`.with(User::addresses)`"), "{refused}");
        Ok(())
    });
}

#[test]
fn some_columns_of_a_row() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let users = session.query::<User>().order_by(User::id).untracked().load_only((User::name,)).all()?;
        assert!(lab.lines().iter().any(|line| line == "SELECT users.id, users.name FROM users ORDER BY users.id"));
        assert_eq!(users[0].get(User::name)?, "ed");
        assert_eq!(users[0].get(User::id)?, 1);
        assert!(!users[0].has(User::password));
        let refused = users[0].get(User::password).unwrap_err();
        assert!(refused.to_string().contains("User.password was not read"), "{refused}");
        session.rollback()?;
        let posts = select(entity::<BlogPost>()).untracked().defer(BlogPost::body).first(lab.engine())?.unwrap();
        assert_eq!(posts.get(BlogPost::headline)?, "Both");
        assert!(posts.get(BlogPost::body).is_err());
        let posts = select(entity::<BlogPost>()).untracked().load_only(BlogPost::body).all(lab.engine())?;
        assert_eq!(posts[0].get(BlogPost::body)?, None);
        Ok(())
    });
}

#[test]
fn a_graph_has_objects_and_their_relationships_and_goes_to_other_threads() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = select(entity::<Keyword>())
            .filter(Keyword::keyword.eq("rust"))
            .untracked()
            .with(Keyword::posts.then(BlogPost::author).then(User::addresses));
        let look = |graph: Graph<Keyword>| {
            let rust = graph.roots()[0];
            assert_eq!(graph[rust].keyword, "rust");
            let posts = graph.loaded(rust, Keyword::posts);
            assert_eq!(posts.len(), 2);
            let author = graph.loaded(posts[0], BlogPost::author).unwrap();
            let addresses = graph.loaded(author, User::addresses);
            assert_eq!(graph[addresses[0]].email_address, "wendy@google.com");
            assert!(!graph.is_loaded(posts[0], BlogPost::keywords));
        };
        let graph = query.all(lab.engine())?;
        std::thread::spawn(move || look(graph)).join().unwrap();
        lab.lines();
        let mut connection = lab.engine().connect()?;
        look(query.one(&mut connection)?);
        look(query.one(&mut connection)?);
        drop(connection);
        let selects = lab.lines().iter().filter(|line| line.starts_with("SELECT")).count();
        assert_eq!(selects, 8);
        // In the transaction of a session, which goes on afterwards.
        let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
        session.append(jack, User::addresses, Address::new().email_address("new"))?;
        let graph = session.query::<User>().filter(User::name.eq("jack")).untracked().with(User::addresses).one()?;
        assert_eq!(graph.loaded(graph.roots()[0], User::addresses).len(), 3);
        assert_eq!(session.related(jack, User::addresses)?.len(), 3);
        session.rollback()?;
        assert_eq!(session.related(jack, User::addresses)?.len(), 2);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM addresses"), ["4"]);
        Ok(())
    });
}

#[test]
fn a_graph_has_write_only_collections_too() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let path = || User::posts.then(BlogPost::keywords);
        let graph = session.query::<User>().filter_by(User::name, "wendy").untracked().with(path()).one()?;
        let posts = graph.loaded(graph.roots()[0], User::posts);
        let headlines: Vec<&str> = posts.iter().map(|&post| graph[post].headline.as_str()).collect();
        assert_eq!(headlines, ["Both", "Rust alone"]);
        assert!(graph.is_loaded(graph.roots()[0], User::posts));
        assert_eq!(graph.loaded(posts[0], BlogPost::keywords).len(), 2);
        // A session that could change them loads none whole.
        let refused = session.query::<User>().options(selectinload(path())).all().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`, or read \
             it in a graph, by `.untracked().with(User::posts)`"
        );
        let wendy = session.query::<User>().filter_by(User::name, "wendy").one()?;
        assert!(!session.is_loaded(wendy, User::posts));
        Ok(())
    });
}

#[test]
#[should_panic(expected = "`User::addresses` is not in this graph: ask for it by `.with(User::addresses)`")]
fn what_a_graph_has_not_is_a_misuse() {
    everywhere(|lab| {
        fill(lab)?.commit()?;
        let graph: Graph<Address> = select(entity::<Address>()).untracked().with(Address::user).all(lab.engine())?;
        let user = graph.loaded(graph.roots()[0], Address::user).unwrap();
        graph.loaded(user, User::addresses);
        Ok(())
    });
}

#[test]
fn a_graph_is_send() -> Result<()> {
    fn send<T: Send>() {}
    send::<Graph<User>>();
    Ok(())
}
