//! What a hostile or hasty program does with a session: each misuse gives a typed error with this text, which names the
//! model, the key and what to do; after each, `rollback()` brings back a session that works.

mod handles;
mod objects;
mod rows;
mod work;

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    hooks::calls,
    models::{Account, Address, BlogPost, Country, Course, Document, Keeper, Ledger, Note, Student, Token, User},
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

/// Something that is refused.
type Act = fn(&mut Scene<'_>) -> Result<()>;

/// A misuse, and the text of its error.
type Misuse = (Act, ErrorKind, &'static str);

/// What is said of every handle of another session.
const OTHER: &str =
    "this `Tracked<User>` belongs to another session: use it there, or `get` the object here by its key";

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
