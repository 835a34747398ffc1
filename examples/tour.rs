//! SQLAlchemy's ORM tutorial in one page: what most programs need of a session, on a database in memory.

use aludel::{Engine, ErrorKind, Result, Session, entity, exists, func, text};
use aludel::{contains_eager, joinedload, selectinload, with_parent};

#[allow(unused)]
mod models {
    aludel::include_models!(); // what build.rs wrote: `fn main() { aludel_codegen::build("schema") }`
}
use models::{Address, BlogPost, Keyword, User};

pub fn main() -> Result<()> {
    // Connecting: nothing is opened until the first statement.
    let engine = Engine::builder("sqlite:///:memory:").echo(true).build()?;

    // Create a schema: only the tables that are missing.
    models::metadata().create_all(&engine)?;

    // Create an instance. A required column left out does not compile, and the error names it.
    let ed = User::new().name("ed").fullname("Ed Jones").password("edspassword");

    // Creating a session, adding objects. `add` takes the object in and hands back a small Copy handle.
    let mut session = Session::new(&engine);
    let ed = session.add(ed);
    assert_eq!(session[ed].name, "ed");
    assert_eq!(session[ed].id, None);

    // Pending until a flush; a query flushes first. The same row is the same object.
    let our_user = session.query::<User>().filter_by(User::name, "ed").first()?.unwrap();
    assert_eq!(our_user, ed);
    println!("{}", session[our_user]); // <User(name='ed', fullname='Ed Jones', password='edspassword')>

    session.add_all([
        User::new().name("wendy").fullname("Wendy Williams").password("foobar"),
        User::new().name("mary").fullname("Mary Contrary").password("xxg527"),
        User::new().name("fred").fullname("Fred Flinstone").password("blah"),
    ]);
    session[ed].password = "f8s7ccs".into();
    assert!(session.dirty().contains(ed)); // prints as IdentitySet([<User(name='ed', ...)>])
    assert_eq!(session.pending().len(), 3); // `session.new` in Python
    session.commit()?;
    assert_eq!(session[ed].id, Some(1));

    // Rolling back.
    session[ed].name = "Edwardo".into();
    let fake = session.add(User::new().name("fakeuser").fullname("Invalid").password("12345"));
    let found = session.query::<User>().filter(User::name.in_(["Edwardo", "fakeuser"])).all()?;
    assert_eq!(found, [ed, fake]);
    session.rollback()?;
    assert_eq!(session[ed].name, "ed");
    assert!(!session.contains(fake));

    // Querying: entities, columns, both; ordering; slices; operators.
    for user in session.query::<User>().order_by(User::id).all()? {
        println!("{} {}", session[user].name, session[user].fullname);
    }
    for (name, fullname) in session.select((User::name, User::fullname)).all()? {
        println!("{name} {fullname}");
    }
    for (user, name) in session.select((entity::<User>(), User::name)).all()? {
        println!("{} {name}", session[user]);
    }
    let user_alias = User::alias("user_alias");
    let _ = session.select((user_alias.entity(), user_alias.name)).all()?;
    let _ = session.query::<User>().order_by(User::id).slice(1..3).all()?;
    let _ = session.select(User::name.label("name_label")).filter(User::fullname.eq("Ed Jones")).all()?;
    let _ = session.query::<User>().filter(User::name.ne("ed")).filter(User::name.like("%ed%")).all()?;
    let _ = session.query::<BlogPost>().filter(BlogPost::body.is_null() & BlogPost::headline.not_in(["x"])).all()?;
    let _ = session.query::<User>().filter(User::name.eq("ed") | !User::name.ilike("w%")).all()?;

    // Returning lists and scalars.
    let by_ed = User::query().filter(User::name.like("%ed")).order_by(User::id); // a query is a value
    assert_eq!(by_ed.all(&mut session)?.len(), 2);
    assert_eq!(by_ed.one(&mut session).unwrap_err().kind(), ErrorKind::MultipleResultsFound);
    let nobody = by_ed.clone().filter(User::id.eq(99));
    assert_eq!(nobody.one(&mut session).unwrap_err().kind(), ErrorKind::NoResultFound);
    let id: i32 = session.select(User::id).filter(User::name.eq("ed")).scalar()?.unwrap();

    // Literal SQL.
    let _ = session.query::<User>().filter(text("id < 224")).order_by(text("id")).all()?;
    let fred = text("id < :value and name = :name").bind("value", 224).bind("name", "fred");
    let _ = session.query::<User>().filter(fred).one()?;
    let statement = text("SELECT * FROM users WHERE name = :name").bind("name", "ed");
    let _ = session.query::<User>().from_statement(statement).all()?;

    // Counting.
    let n: i64 = session.query::<User>().filter(User::name.like("%ed")).count()?;
    let _: Vec<(i64, String)> = session.select((func::count(User::name), User::name)).group_by(User::name).all()?;
    let _ = session.select(func::max(User::id)).scalar()?;

    // Working with related objects: children given to `new` come along (save-update cascade).
    let jack =
        session.add(User::new().name("jack").fullname("Jack Bean").password("gjffdd").addresses([
            Address::new().email_address("jack@google.com"),
            Address::new().email_address("j25@yahoo.com"),
        ]));
    session.commit()?;
    for address in session.related(jack, User::addresses)? {
        // A lazy load, for every User of the same result at once: a loop over users costs two statements.
        println!("{}", session[address].email_address);
        assert_eq!(session.related(address, Address::user)?, Some(jack));
    }

    // Joins, aliases, subqueries.
    for (user, address) in session
        .query::<(User, Address)>()
        .filter(User::id.eq(Address::user_id))
        .filter(Address::email_address.eq("jack@google.com"))
        .all()?
    {
        println!("{} {}", session[user], session[address]);
    }
    let _ = session.query::<User>().join(User::addresses).filter(Address::email_address.eq("x")).all()?;
    let _ = session.query::<User>().outer_join(User::addresses).distinct().all()?;
    let (a1, a2) = (Address::alias("addresses_1"), Address::alias("addresses_2"));
    let _: Vec<(String, String, String)> = session
        .select((User::name, a1.email_address, a2.email_address))
        .join(User::addresses.to(&a1))
        .join(User::addresses.to(&a2))
        .filter(a1.email_address.eq("jack@google.com"))
        .filter(a2.email_address.eq("j25@yahoo.com"))
        .all()?;
    let address_count = func::count_rows().label("address_count");
    let per_user = aludel::select((Address::user_id, &address_count)).group_by(Address::user_id).subquery("adr_count");
    for (user, n) in session
        .select((entity::<User>(), per_user.column(&address_count).nullable()))
        .outer_join(per_user.on(User::id.eq(per_user.column(Address::user_id))))
        .order_by(User::id)
        .all()?
    {
        println!("{} {n:?}", session[user]); // n: Option<i64>
    }

    // EXISTS, any, has, contains, is.
    let _ = session.select(User::name).filter(exists(Address::query().filter(Address::user_id.eq(User::id)))).all()?;
    let _ = session.select(User::name).filter(User::addresses.any(Address::email_address.like("%google%"))).all()?;
    let _ = session.query::<Address>().filter(!Address::user.has(User::name.eq("jack"))).all()?;
    let _ = session.query::<Address>().filter(Address::user.is(jack)).all()?;
    let _ = session.query::<Address>().filter(with_parent(jack, User::addresses)).all()?;

    // Eager loading.
    let users = session.query::<User>().options(selectinload(User::addresses)).all()?;
    for user in users {
        println!("{}", session.loaded(user, User::addresses).len()); // no I/O: the handles, owned
    }
    let _ = session.query::<Address>().options(joinedload(Address::user)).all()?;
    let _ = session.query::<Address>().join(Address::user).options(contains_eager(Address::user)).all()?;

    // Deleting: children are set free (user_id = NULL), or deleted with `cascade = "all, delete-orphan"`.
    session.delete(jack);
    assert_eq!(session.query::<User>().filter(User::name.eq("jack")).count()?, 0);

    // Many to many, and a write-only collection that is queried rather than loaded.
    let wendy = session.query::<User>().filter(User::name.eq("wendy")).one()?;
    let post = session.add(BlogPost::new().headline("Wendy's Blog Post").body("This is a test").author(wendy));
    session.append(post, BlogPost::keywords, Keyword::new().keyword("wendy"))?;
    let first = session.append(post, BlogPost::keywords, Keyword::new().keyword("firstpost"))?;
    let tagged = BlogPost::keywords.any(Keyword::keyword.eq("firstpost"));
    let _ = session.query::<BlogPost>().filter(BlogPost::author.is(wendy)).filter(tagged.clone()).all()?;
    let _ = session.query_related(wendy, User::posts).filter(tagged).all()?;
    session.remove(post, BlogPost::keywords, first)?;
    session.commit()?;

    // Beside the session: plain CRUD on a connection, nothing tracked, the same structs.
    let mut connection = engine.connect()?;
    let mut user: User = User::find(&mut connection, id)?.unwrap();
    user.fullname = "Edward Jones".into();
    user.update(&mut connection)?;
    let _: User = User::new().name("anna").fullname("Anna").password("pw").insert(&mut connection)?;
    User::delete(&mut connection, id)?;
    println!("{n}");
    Ok(())
}
