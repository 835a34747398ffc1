//! What a hostile or hasty program does with a session: each misuse gives a typed error with this text, which names the
//! model, the key and what to do; after each, `rollback()` brings back a session that works.

use std::panic::{AssertUnwindSafe, catch_unwind};

use aludel::{Error, ErrorKind, Patch, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    hooks::calls,
    models::{
        Account, Address, BlogPost, Claim, Country, Course, Document, Entry, Keeper, Ledger, Note, Student, Token, User,
    },
};

/// What a misuse may work on: rows that are committed, in a session that has begun nothing.
struct Scene<'l> {
    lab: &'l Lab,
    session: Session,
    /// Another session on the same database, with its own handle of ed.
    other_ed: Tracked<User>,
    ed: Tracked<User>,
    wendy: Tracked<User>,
    /// Of ed.
    address: Tracked<Address>,
    account: Tracked<Account>,
    document: Tracked<Document>,
    note: Tracked<Note>,
    country: Tracked<Country>,
    ledger: Tracked<Ledger>,
    student: Tracked<Student>,
    course: Tracked<Course>,
    token: Tracked<Token>,
    /// Of ed.
    post: Tracked<BlogPost>,
}

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn account(owner: &str) -> Account {
    Account::new().owner(owner).build()
}

/// The rows that every scene has.
fn rows(lab: &Lab) -> Result<()> {
    let mut session = lab.session();
    session.add(User::new().name("ed").fullname("Ed").password("x").addresses([Address::new().email_address("e@d")]));
    session.add(user("wendy"));
    session.add(Account::new().owner("a").balance(1));
    session.add(Document::new().title("t"));
    session.add(Keeper::new().name("k").notes([Note::new().words("n")]));
    session.add(Country::new().code("at").name("Austria"));
    session.add(Ledger::new());
    session.add(Student::new().name("s"));
    session.add(Course::new().title("c"));
    session.add(Token::new().secret("hush").name("t"));
    session.flush()?;
    session.add(BlogPost::new().headline("h").user_id(1));
    session.commit()?;
    calls();
    Ok(())
}

/// A session over these rows, none of them expired.
fn scene(lab: &Lab) -> Result<Scene<'_>> {
    let mut other = lab.session();
    let other_ed = other.add(user("ed"));
    let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
    fn one<M: aludel::Model>(session: &mut Session, key: impl aludel::IntoKey<M::Key>) -> Result<Tracked<M>> {
        Ok(session.get::<M>(key)?.expect("it was committed"))
    }
    let ed = one(&mut session, 1)?;
    let wendy = one(&mut session, 2)?;
    let address = one(&mut session, 1)?;
    let account = one(&mut session, 1)?;
    let document = one(&mut session, 1)?;
    let note = one(&mut session, 1)?;
    let country = one(&mut session, "at")?;
    let ledger = one(&mut session, 1)?;
    let student = one(&mut session, 1)?;
    let course = one(&mut session, 1)?;
    let token = one(&mut session, "hush")?;
    let post = one(&mut session, 1)?;
    session.commit()?;
    Ok(Scene {
        lab,
        session,
        other_ed,
        ed,
        wendy,
        address,
        account,
        document,
        note,
        country,
        ledger,
        student,
        course,
        token,
        post,
    })
}

/// A misuse, and the text of its error.
type Misuse = (fn(&mut Scene<'_>) -> Result<()>, ErrorKind, &'static str);

/// Runs misuses one after the other; each leaves a session that works, and the rows as they were.
#[track_caller]
fn check(misuses: &[Misuse]) {
    everywhere(|lab| {
        rows(lab)?;
        let mut wrong = Vec::new();
        for (number, (misuse, kind, text)) in misuses.iter().enumerate() {
            let mut scene = scene(lab)?;
            let Err(error) = misuse(&mut scene) else {
                wrong.push(format!("{number}: nothing was refused, instead of {text}"));
                break;
            };
            if (error.kind(), error.to_string().as_str()) != (*kind, text) {
                wrong.push(format!("{number}: {error:?}\n instead of\n{number}: {kind:?}: {text}"));
            }
            assert!(!format!("{error:?}").contains("hush"), "what is sensitive is shown: {error:?}");
            works(&mut scene)?;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    });
}

/// After `rollback()` the session reads, writes, and knows its objects.
fn works(scene: &mut Scene<'_>) -> Result<()> {
    let session = &mut scene.session;
    session.rollback()?;
    assert!(session.pending().is_empty() && session.dirty().is_empty() && session.deleted().is_empty());
    let accounts = session.query::<Account>().all()?;
    let new = session.add(account("new"));
    session[accounts[0]].balance += 1;
    session.commit()?;
    assert_eq!(scene.lab.rows("SELECT count(*) FROM accounts"), ["2"]);
    session.delete(new);
    session.commit()?;
    assert_eq!(scene.lab.rows("SELECT count(*) FROM accounts"), ["1"]);
    // What a misuse did past the session is as it was.
    for table in ["accounts SET balance = 1", "documents SET revision = 1", "addresses SET id = 1"] {
        scene.lab.run(&format!("UPDATE {table}"));
    }
    calls();
    Ok(())
}

#[test]
fn handles_that_are_not_of_this_session() {
    const OTHER: &str =
        "this `Tracked<User>` belongs to another session: use it there, or `get` the object here by its key";
    check(&[
        (|it| it.session.key(it.other_ed).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.expire(it.other_ed), ErrorKind::NotInSession, OTHER),
        (|it| it.session.expire_columns(it.other_ed, User::name), ErrorKind::NotInSession, OTHER),
        (|it| it.session.refresh(it.other_ed), ErrorKind::NotInSession, OTHER),
        (|it| it.session.refresh_columns(it.other_ed, User::name), ErrorKind::NotInSession, OTHER),
        (|it| it.session.refresh_all(&[it.ed, it.other_ed]), ErrorKind::NotInSession, OTHER),
        (|it| it.session.expunge(it.other_ed).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.undelete(it.other_ed), ErrorKind::NotInSession, OTHER),
        (|it| it.session.set(it.other_ed, User::name, "x"), ErrorKind::NotInSession, OTHER),
        (|it| it.session.apply(it.other_ed, Patch::new().set(User::name, "x")), ErrorKind::NotInSession, OTHER),
        (|it| it.session.changed(it.other_ed, User::name).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.changes(it.other_ed).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.is_modified(it.other_ed).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.is_expired(it.other_ed).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.related(it.other_ed, User::addresses).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.related_all(&[it.ed, it.other_ed], User::addresses).map(drop), ErrorKind::NotInSession, OTHER),
        (
            |it| it.session.append(it.other_ed, User::addresses, Address::new().email_address("x")).map(drop),
            ErrorKind::NotInSession,
            OTHER,
        ),
        (|it| it.session.append(it.other_ed, User::addresses, it.address).map(drop), ErrorKind::NotInSession, OTHER),
        (|it| it.session.remove(it.other_ed, User::addresses, it.address), ErrorKind::NotInSession, OTHER),
        (|it| it.session.clear(it.other_ed, User::addresses), ErrorKind::NotInSession, OTHER),
        (|it| it.session.set(it.address, Address::user, it.other_ed), ErrorKind::NotInSession, OTHER),
        (|it| it.session.set(it.address, Address::user, Some(it.other_ed)), ErrorKind::NotInSession, OTHER),
        (|it| it.session.set(it.other_ed, User::addresses, [it.address]), ErrorKind::NotInSession, OTHER),
    ]);
}

#[test]
fn handles_whose_object_has_left() {
    const LEFT: &str = "this User has left the session: it was deleted, expunged, or the session was closed. `get` or a \
                        query finds its row, if there is one";
    check(&[
        (
            |it| {
                it.session.expunge(it.ed)?;
                it.session.key(it.ed).map(drop)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.expunge(it.ed)?;
                it.session.expunge(it.ed).map(drop)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.close()?;
                it.session.refresh(it.ed)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.delete(it.wendy);
                it.session.flush()?;
                it.session.refresh(it.wendy)
            },
            ErrorKind::NotInSession,
            "<User(name='wendy', fullname='wendy', password='x')> (id=2) was deleted by the open transaction: only a \
             rollback brings it back",
        ),
        (
            |it| {
                it.session.delete(it.wendy);
                it.session.flush()?;
                it.session.append(it.wendy, User::addresses, Address::new().email_address("x")).map(drop)
            },
            ErrorKind::NotInSession,
            "<User(name='wendy', fullname='wendy', password='x')> (id=2) was deleted by the open transaction: only a \
             rollback brings it back",
        ),
        (
            |it| {
                it.session.delete(it.address);
                it.session.flush()?;
                it.session.append(it.wendy, User::addresses, it.address).map(drop)
            },
            ErrorKind::NotInSession,
            "<Address(email_address='e@d')> (id=1) was deleted by the open transaction: only a rollback brings it back",
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.rollback()?;
                it.session.refresh(new)
            },
            ErrorKind::NotInSession,
            "<Account(owner='new', balance=0)> left the session when its transaction was rolled back: \
             `session.expunge(handle)` takes it out, and `add` makes it pending again",
        ),
        (
            |it| {
                it.session.delete(it.token);
                it.session.flush()?;
                it.session.undelete(it.token)
            },
            ErrorKind::NotInSession,
            "<Token(name='t')> (secret=***) was deleted by the open transaction: only a rollback brings it back",
        ),
    ]);
}

#[test]
fn handles_that_panic_when_the_documentation_says_so() {
    everywhere(|lab| {
        rows(lab)?;
        type Panics = (fn(&mut Scene<'_>), &'static str);
        const OTHER: &str =
            "this `Tracked<User>` belongs to another session: use it there, or `get` the object here by its key";
        let panics: &[Panics] = &[
            (|it| assert!(it.session[it.other_ed].name.is_empty()), OTHER),
            (|it| it.session[it.other_ed].name.clear(), OTHER),
            (|it| it.session.delete(it.other_ed), OTHER),
            (|it| assert_eq!(it.session.add(it.other_ed), it.ed), OTHER),
            (|it| assert_eq!(it.session.add(Address::new().email_address("x").user(it.other_ed)), it.address), OTHER),
            (|it| it.session.edit(it.other_ed, |_, _| ()), OTHER),
            (
                |it| {
                    let _ = it.session.pair_mut(it.ed, it.other_ed);
                },
                OTHER,
            ),
            (
                |it| {
                    let _ = it.session.pair_mut(it.ed, it.ed);
                },
                "pair_mut wants two objects, and both handles are of one User",
            ),
            (|it| drop(it.session.loaded(it.other_ed, User::addresses)), OTHER),
            (|it| assert!(it.session.is_loaded(it.other_ed, User::addresses)), OTHER),
        ];
        for (misuse, text) in panics {
            let mut scene = scene(lab)?;
            let payload = catch_unwind(AssertUnwindSafe(|| misuse(&mut scene))).expect_err(text);
            assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some(*text));
            works(&mut scene)?;
        }
        Ok(())
    });
}

#[test]
fn new_objects_taken_for_rows() {
    const PENDING: &str = "<Account(owner='new', balance=0)> is pending: it has no row to be read again until `flush` \
                           writes it";
    check(&[
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.key(new).map(drop)
            },
            ErrorKind::InvalidRequest,
            "<Account(owner='new', balance=0)> has no key yet: `flush` gives it one",
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.refresh(new)
            },
            ErrorKind::InvalidRequest,
            PENDING,
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.refresh_columns(new, Account::owner)
            },
            ErrorKind::InvalidRequest,
            PENDING,
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.refresh_all(&[it.account, new])
            },
            ErrorKind::InvalidRequest,
            PENDING,
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.expire(new)
            },
            ErrorKind::InvalidRequest,
            PENDING,
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.expire_columns(new, Account::owner)
            },
            ErrorKind::InvalidRequest,
            PENDING,
        ),
        (
            |it| {
                let new = it.session.add(Keeper::new().name("new"));
                it.session.append(new, Keeper::notes, it.note)?;
                it.session.changed(it.note, Note::keeper_id).map(drop)
            },
            ErrorKind::InvalidRequest,
            "Note.keeper_id is empty until `flush` fills it: <Note(words='n')> (id=1)",
        ),
        (
            |it| it.session.attach(account("new")).map(drop),
            ErrorKind::InvalidRequest,
            "this Account has no key, and so no row: `add` takes new objects. It is <Account(owner='new', balance=0)>",
        ),
        (
            |it| {
                let copy = it.session[it.account].clone();
                it.session.attach(copy).map(drop)
            },
            ErrorKind::IdentityConflict,
            "the session has an object with the key of this Account: <Account(owner='a', balance=1)>. `merge` copies <Account(owner='a', balance=1)> into it",
        ),
    ]);
}

#[test]
fn relatives_that_are_none() {
    check(&[
        (
            |it| it.session.remove(it.wendy, User::addresses, it.address),
            ErrorKind::InvalidRequest,
            "<Address(email_address='e@d')> (id=1) is not in `User::addresses` of <User(name='wendy', fullname='wendy', \
             password='x')> (id=2), and cannot be taken out of it: `related` says what is",
        ),
        (
            |it| {
                it.session.remove(it.ed, User::addresses, it.address)?;
                it.session.remove(it.ed, User::addresses, it.address)
            },
            ErrorKind::InvalidRequest,
            "<Address(email_address='e@d')> (id=1) is not in `User::addresses` of <User(name='ed', fullname='Ed', \
             password='x')> (id=1), and cannot be taken out of it: `related` says what is",
        ),
        (
            |it| {
                it.session.remove(it.student, Student::courses, it.course)?;
                it.session.flush()
            },
            ErrorKind::StaleData,
            "0 of 1 links in \"attendances\" could be deleted: someone else has changed the others since they were read, or they were never there: <Student(name='s')> (id=1) to <Course(title='c')> (id=1). Roll back, and read the collection again",
        ),
        (
            |it| it.session.related(it.ed, User::posts).map(drop),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.related_all(&[it.ed], User::posts).map(drop),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.set(it.ed, User::posts, Vec::<Tracked<BlogPost>>::new()),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.clear(it.ed, User::posts),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.related(it.ledger, Ledger::strict).map(drop),
            ErrorKind::InvalidRequest,
            "`Ledger::strict` of <Ledger(id=1)> is not loaded, and its `lazy` in the schema forbids loading it one by one: load it with `related_all`",
        ),
        (
            |it| {
                it.session.append(it.ledger, Ledger::strict, Entry::new().words("x"))?;
                it.session.related(it.ledger, Ledger::strict).map(drop)
            },
            ErrorKind::InvalidRequest,
            "`Ledger::strict` of <Ledger(id=1)> is not loaded, and its `lazy` in the schema forbids loading it one by one: load it with `related_all`",
        ),
    ]);
}

#[test]
fn rows_that_cannot_be_written() {
    check(&[
        (
            |it| {
                it.session.add(BlogPost::new().headline("h"));
                it.session.commit()
            },
            ErrorKind::NotFilled,
            "BlogPost.user_id is NOT NULL and still empty: set it with `.user_id(...)`, give its User with `.author(...)`, or append it to `User::posts`. The object is <BlogPost(headline='h', body=None)>",
        ),
        (
            |it| {
                it.session[it.post].user_id = None;
                it.session.commit()
            },
            ErrorKind::NotFilled,
            "BlogPost.user_id is NOT NULL and still empty: set it with `.user_id(...)`, give its User with `.author(...)`, or append it to `User::posts`. The object is <BlogPost(headline='h', body=None)> (id=1)",
        ),
        (
            |it| {
                it.session[it.ed].id = None;
                it.session.commit()
            },
            ErrorKind::InvalidRequest,
            "User.id is made by the database and was changed to None: set it back, or add a new object. It is <User(name='ed', fullname='Ed', password='x')> (id=1)",
        ),
        (
            |it| {
                it.session[it.ed].id = Some(7);
                it.session.commit()
            },
            ErrorKind::InvalidRequest,
            "User.id is made by the database and was changed to 7: set it back, or add a new object. It is <User(name='ed', fullname='Ed', password='x')> (id=1)",
        ),
        (
            |it| {
                it.session[it.token].name = "ten letters".into();
                it.session.commit()
            },
            ErrorKind::Data,
            "Token.name holds at most 10 characters, and the value has 11: <Token(name='ten letters')> (secret=***)",
        ),
        (
            |it| {
                it.session.add(Document::new().title("x".repeat(21)));
                it.session.commit()
            },
            ErrorKind::Data,
            "Document.title holds at most 20 characters, and the value has 21: <Document(id=None)>",
        ),
        (
            |it| {
                it.session.add(Country::new().code("at").name("again"));
                it.session.commit()
            },
            ErrorKind::IdentityConflict,
            "the new Country has the key of an object that is in the session already: <Country(code='at')> and <Country(code='at')>. `merge` copies the one into the other",
        ),
        (
            |it| {
                it.session.add(Token::new().secret("hush").name("again"));
                it.session.commit()
            },
            ErrorKind::IdentityConflict,
            "the new Token has the key of an object that is in the session already: <Token(name='again')> (secret=***) and <Token(name='t')> (secret=***). `merge` copies the one into the other",
        ),
        (
            |it| {
                it.session.delete(it.country);
                it.session.append(it.country, Country::cities, aludel_suite::models::City::new().name("Vienna"))?;
                it.session.commit()
            },
            ErrorKind::Integrity,
            "<Country(code='at')> cannot be deleted while <City(id=None)> is in `Country::cities`: delete that too, give it another Country, or have the relationship `cascade = \"all, delete-orphan\"`",
        ),
        (
            |it| {
                it.session.add(Claim::new().title("").seats(0));
                it.session.commit()
            },
            ErrorKind::Invalid,
            "nothing was written, for these objects are not valid:\nClaim.title: must not be empty (<Claim(title='', seats=0)>)\nClaim.seats: must be at least 1, and is 0 (<Claim(title='', seats=0)>)",
        ),
        (
            |it| {
                it.session[it.note].words = "fail before_update".into();
                it.session.commit()
            },
            ErrorKind::Other,
            "fail before_update",
        ),
    ]);
}

#[test]
fn rows_that_the_database_refuses() {
    type Refused = (fn(&mut Session) -> Result<()>, fn(&Error) -> bool, &'static str);
    let refused: &[Refused] = &[
        (
            |session| {
                session.add_all(["a", "b"].map(|name| Country::new().code("de").name(name)));
                session.commit()
            },
            Error::is_unique_violation,
            "INSERT INTO countries",
        ),
        (
            |session| {
                let ed = session.get::<User>(1)?.unwrap();
                session.delete(ed);
                session.commit()
            },
            Error::is_foreign_key_violation,
            "DELETE FROM users",
        ),
        (
            |session| {
                session.add(Address::new().email_address("x").user_id(99));
                session.commit()
            },
            Error::is_foreign_key_violation,
            "INSERT INTO addresses",
        ),
    ];
    everywhere(|lab| {
        rows(lab)?;
        for (misuse, is_it, statement) in refused {
            let mut scene = scene(lab)?;
            let error = misuse(&mut scene.session).unwrap_err();
            assert!(error.kind() == ErrorKind::Integrity && is_it(&error), "{error:?}");
            // SQLite checks foreign keys that are deferred at COMMIT.
            assert!(error.statement().is_none_or(|sent| sent.starts_with(statement)), "{error}");
            let refused = scene.session.get::<User>(3).unwrap_err();
            assert!(refused.kind() == ErrorKind::PendingRollback && refused.to_string().contains(&error.to_string()));
            works(&mut scene)?;
        }
        Ok(())
    });
}

#[test]
fn rows_that_someone_else_has_changed() {
    check(&[
        (
            |it| {
                it.session[it.account].balance = 7;
                it.session.expire_all();
                it.session[it.account].balance = 8;
                it.lab.run("UPDATE accounts SET balance = balance + 1");
                it.session.commit()
            },
            ErrorKind::StaleData,
            "the UPDATE of Account (id=1) expected 1 row with balance=1 and matched 0: its row is gone or was changed by someone since it was last read, and it was edited while expired: `refresh` it first. The object is <Account(owner='a', balance=8)>",
        ),
        (
            |it| {
                it.session[it.document].title = "mine".into();
                it.lab.run("UPDATE documents SET revision = revision + 1");
                it.session.commit()
            },
            ErrorKind::StaleData,
            "the UPDATE of Document (id=1) expected 1 row with revision=1 and matched 0: its row is gone or has another version: someone changed it since it was read. Roll back, `refresh` it and change it again. The object is <Document(id=1)>",
        ),
        (
            |it| {
                it.session.delete(it.document);
                it.lab.run("UPDATE documents SET revision = revision + 1");
                it.session.commit()
            },
            ErrorKind::StaleData,
            "the DELETE of Document (id=1) expected 1 row with revision=1 and matched 0: its row is gone or has another version: someone changed it since it was read. Roll back, `refresh` it and change it again. The object is <Document(id=1)>",
        ),
        (
            |it| it.session.merge(Document::new().id(1).title("x").revision(9)).map(drop),
            ErrorKind::StaleData,
            "what is merged has revision 9 and the object of that key has 1: it was changed since. A draft that leaves the version unset is merged into whatever there is. The object is <Document(id=1)>",
        ),
        (
            |it| it.session.merge(Document::new().id(99)).map(drop),
            ErrorKind::NotFilled,
            "no row of Document has the key (id=99), and a new one needs `.title(...)`",
        ),
        (
            |it| {
                it.lab.run("UPDATE addresses SET id = 2");
                it.session.refresh(it.address)
            },
            ErrorKind::NoResultFound,
            "the row of this Address is gone: <Address(email_address='e@d')> (id=1). `expunge` takes the object out",
        ),
        (
            |it| {
                it.lab.run("UPDATE addresses SET id = 3");
                it.session.expire(it.address)?;
                it.session[it.address].email_address = "x".into();
                it.session.commit()
            },
            ErrorKind::StaleData,
            "the UPDATE of Address (id=1) expected 1 row with email_address='e@d' and matched 0: its row is gone or was changed by someone since it was last read, and it was edited while expired: `refresh` it first. The object is <Address(email_address='x')>",
        ),
    ]);
}

#[test]
fn transactions_at_the_wrong_time() {
    check(&[
        (
            |it| {
                let mut transaction = it.session.begin()?;
                transaction.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                it.session.query::<User>().all()?;
                it.session.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                let mut transaction = it.session.begin()?;
                transaction.query::<User>().all()?;
                Session::commit(&mut transaction)?;
                transaction.commit()
            },
            ErrorKind::InvalidRequest,
            "this transaction has ended already: the session was committed or rolled back within it",
        ),
        (
            |it| {
                let mut savepoint = it.session.begin_nested()?;
                Session::commit(&mut savepoint)?;
                savepoint.commit()
            },
            ErrorKind::InvalidRequest,
            "this savepoint has ended: the transaction around it was committed or rolled back",
        ),
        (
            |it| {
                it.session.query::<User>().all()?;
                it.session.retry(|_| Ok(()))
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session, which would be lost with the first attempt that fails: commit or roll back before `retry`",
        ),
        (
            |it| {
                it.session[it.ed].name = "edward".into();
                it.session.retry(|_| Ok(()))
            },
            ErrorKind::InvalidRequest,
            "this session has changes that are not flushed, which would be lost with the first attempt that fails: commit or roll back before `retry`",
        ),
        (
            |it| {
                let mut session = Session::builder(it.lab.engine()).read_only(true).build();
                session.add(account("x"));
                session.commit()
            },
            ErrorKind::InvalidRequest,
            "this transaction is read-only, as its session was made: nothing was written",
        ),
        (
            |it| {
                // A guard that never ends.
                std::mem::forget(it.session.begin()?);
                it.session.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                let mut savepoint = it.session.begin_nested()?;
                savepoint.add(Claim::new().title("t"));
                savepoint.flush()?;
                std::mem::forget(savepoint);
                it.session[it.note].words = "fail after_update".into();
                it.session.flush().unwrap_err();
                it.session.query::<User>().all().map(drop)
            },
            ErrorKind::PendingRollback,
            "the savepoint has failed and was rolled back; roll back its guard to go on before it, or call `rollback()` on the session for the whole transaction. The cause was: fail after_update",
        ),
        (
            |it| it.session.nested(Session::commit),
            ErrorKind::InvalidRequest,
            "this savepoint has ended: the transaction around it was committed or rolled back",
        ),
        (
            |it| it.session.transaction(Session::rollback),
            ErrorKind::InvalidRequest,
            "this transaction has ended already: the session was committed or rolled back within it",
        ),
        (|it| it.session.transaction(|_| Err(Error::other("no"))), ErrorKind::Other, "no"),
    ]);
}

#[test]
fn work_after_a_failed_flush() {
    /// A flush that the database fails.
    fn fail(it: &mut Scene<'_>) {
        it.session[it.note].words = "fail after_update".into();
        it.session.flush().unwrap_err();
    }
    const FAILED: &str = "the transaction has failed and was rolled back; call `rollback()` to go on. The cause was: fail \
                          after_update";
    check(&[
        (
            |it| {
                fail(it);
                it.session.query::<User>().all().map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.get::<User>(1).map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.commit()
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.add(account("late"));
                it.session.flush()
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.refresh(it.ed)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.related(it.ed, User::addresses).map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.begin().map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.begin_nested().map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.retry(|_| Ok(()))
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.merge(user("x")).map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.attach(User { id: Some(9), ..user("x") }).map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.apply(it.ed, Patch::new().set(User::name, "x"))
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
        (
            |it| {
                fail(it);
                it.session.flush_plan().map(drop)
            },
            ErrorKind::PendingRollback,
            FAILED,
        ),
    ]);
}

#[test]
fn hooks_that_do_what_a_flush_does() {
    everywhere(|lab| {
        rows(lab)?;
        const FLUSH: &str = "a flush is under way, and what runs in it cannot flush: what `before_flush` changes is part of it, what \
         `after_flush` changes goes out with the next";
        const ENDS: &str =
            "a flush is under way, and a hook can neither end nor divide its transaction: return an error to stop it";
        type InHook = (fn(&mut Session) -> Result<()>, &'static str);
        let misuses: &[InHook] = &[
            (Session::flush, FLUSH),
            (Session::commit, ENDS),
            (Session::rollback, ENDS),
            (Session::close, ENDS),
            (|session| session.begin().map(drop), ENDS),
            (|session| session.begin_nested().map(drop), ENDS),
        ];
        for (misuse, text) in misuses {
            let mut scene = scene(lab)?;
            scene.session = Session::builder(lab.engine()).before_flush(*misuse).build();
            scene.session.add(account("x"));
            let error = scene.session.flush().unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidRequest, *text));
            scene.session = lab.session();
            works(&mut scene)?;
        }
        Ok(())
    });
}
