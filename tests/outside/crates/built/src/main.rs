//! The models used as a program uses them: some of what they offer, in a binary, without a warning.
#![deny(warnings)]

use aludel::{Engine, ErrorKind, Result, Session};

mod models {
    aludel::include_models!();
}
use models::{Address, User};

fn main() -> Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:///:memory:".to_owned());
    let engine = Engine::new(&url)?;
    models::metadata().create_all(&engine)?;
    models::metadata().create_all(&engine)?;

    let mut session = Session::new(&engine);
    let ed = session.add(User::new().name("ed").fullname("Ed Jones").password("edspassword").addresses([
        Address::new().email_address("ed@example.com"),
        Address::new().email_address("jones@example.com"),
    ]));
    session.commit()?;
    assert_eq!(session[ed].id, Some(1));
    assert_eq!(session.query::<User>().filter(User::name.eq("ed")).one()?, ed);
    for address in session.related(ed, User::addresses)? {
        assert_eq!(session.related(address, Address::user)?, Some(ed));
        println!("{} of {}", session[address], session[ed]);
    }
    let nobody = User::query().filter(User::name.eq("nobody"));
    assert_eq!(nobody.one(&mut session).map_err(|error| error.kind()), Err(ErrorKind::NoResultFound));

    // The model's name is the user's; the library's is reached by its path.
    let web = models::Session::new().query("q").alias("a").new("n").find("f").insert_("i").update("u");
    let web = session.add(web.delete("d").all("l").r#type("t").r#match("m").self_("s"));
    session.commit()?;
    assert_eq!(session[web].r#type, "t");
    Ok(())
}
