//! Rows that cannot be written, or are not as they were last seen.

use aludel::{Error, ErrorKind, Result, Session};
use aludel_suite::{
    everywhere,
    models::{Address, BlogPost, City, Claim, Country, Document, Token, User},
};

use super::{check, rows, scene, works};

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
                it.session.append(it.country, Country::cities, City::new().name("Vienna"))?;
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
