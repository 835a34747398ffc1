//! Sections 8 to 12 of the tutorial: queries for one model, their operators, lists and scalars, literal SQL, counting.

use aludel::{Column, Error, ErrorKind, Result, Session, Tracked, entity, func, select, text};

use crate::{
    debug,
    models::{BlogPost, User},
    note, say, section, show,
};

/// What the sections on queries show, with ed, wendy, mary and fred in the database.
pub fn queries(session: &mut Session, ed: Tracked<User>) -> Result<()> {
    querying(session)?;
    common_filter_operators(session)?;
    lists_and_scalars(session, ed)?;
    literal_sql(session, ed)?;
    counting(session)
}

fn querying(session: &mut Session) -> Result<()> {
    section(8, "Querying");
    for user in session.query::<User>().order_by(User::id).all()? {
        say(&session[user].name.clone(), &session[user].fullname);
    }
    note("columns give tuples, and only they are selected:");
    for (name, fullname) in session.select((User::name, User::fullname)).order_by(User::id).all()? {
        say(&name, fullname);
    }
    note("objects and columns beside each other:");
    for (user, name) in session.select((entity::<User>(), User::name)).order_by(User::id).all()? {
        assert_eq!(session[user].name, name);
    }
    note("a name for what is selected:");
    let labels = session.select(User::name.label("name_label")).order_by(User::id).all()?;
    show("labels", debug(labels), r#"["ed", "wendy", "mary", "fred"]"#);
    note("the model under another name:");
    let user_alias = User::alias("user_alias");
    let rows = session.select((user_alias.entity(), user_alias.name)).order_by(user_alias.id).all()?;
    show("rows.len()", rows.len(), "4");
    note("a slice of the rows, counted from 0:");
    for user in session.query::<User>().order_by(User::id).slice(1..3).all()? {
        say("a user", &session[user]);
    }
    note("filter_by and filter say the same:");
    let names = session.select(User::name).filter_by(User::fullname, "Ed Jones").all()?;
    show("names", debug(names), r#"["ed"]"#);
    let names = session.select(User::name).filter(User::fullname.eq("Ed Jones")).all()?;
    show("names", debug(names), r#"["ed"]"#);
    note("a query is a value, from which others are made:");
    let eds = User::query().filter(User::name.eq("ed"));
    let ed_jones = eds.clone().filter(User::fullname.eq("Ed Jones"));
    show("ed_jones == eds", ed_jones.all(session)? == eds.all(session)?, "true");
    Ok(())
}

fn common_filter_operators(session: &mut Session) -> Result<()> {
    section(9, "Common filter operators");
    let mut names = |query: aludel::Query<Column<User, String>>, expected: &str| {
        show("names", debug(query.order_by(User::id).all(session)?), expected);
        Ok::<(), Error>(())
    };
    let name = || select(User::name);
    names(name().filter(User::name.eq("ed")), r#"["ed"]"#)?;
    names(name().filter(User::name.ne("ed")), r#"["wendy", "mary", "fred"]"#)?;
    names(name().filter(User::name.like("%ed%")), r#"["ed", "fred"]"#)?;
    names(name().filter(User::name.ilike("W%")), r#"["wendy"]"#)?;
    note("a list is one parameter, whatever its length:");
    names(name().filter(User::name.in_(["ed", "wendy", "jack"])), r#"["ed", "wendy"]"#)?;
    names(name().filter(User::name.in_([""; 0])), "[]")?;
    names(name().filter(User::name.in_(select(User::name).filter(User::name.like("%ed%")))), r#"["ed", "fred"]"#)?;
    names(name().filter(User::name.not_in(["ed", "wendy", "jack"])), r#"["mary", "fred"]"#)?;
    note("AND: by &, or by filtering twice:");
    names(name().filter(User::name.eq("ed") & User::fullname.eq("Ed Jones")), r#"["ed"]"#)?;
    names(name().filter(User::name.eq("ed")).filter(User::fullname.eq("Ed Jones")), r#"["ed"]"#)?;
    note("OR, and NOT:");
    names(name().filter(User::name.eq("ed") | User::name.eq("wendy")), r#"["ed", "wendy"]"#)?;
    names(name().filter(!User::name.startswith("w")), r#"["ed", "mary", "fred"]"#)?;
    note("a full-text search is PostgreSQL's; SQLite refuses it before anything is sent:");
    let matched = session.select(User::name).filter(User::fullname.match_("Jones")).all();
    match matched {
        Ok(matched) => show("matched", debug(matched), r#"["ed"]"#),
        Err(refused) => show("refused", debug(refused.kind()), "InvalidRequest"),
    }
    note("NULL:");
    let unwritten = session.query::<BlogPost>().filter(BlogPost::body.is_null()).count()?;
    show("unwritten", unwritten, "0");
    let written = session.query::<BlogPost>().filter(BlogPost::body.is_not_null()).count()?;
    show("written", written, "0");
    Ok(())
}

fn lists_and_scalars(session: &mut Session, ed: Tracked<User>) -> Result<()> {
    section(10, "Returning lists and scalars");
    let by_ed = User::query().filter(User::name.like("%ed")).order_by(User::id);
    show("by_ed.all(session)?.len()", by_ed.all(session)?.len(), "2");
    show("by_ed.first(session)? == Some(ed)", by_ed.first(session)? == Some(ed), "true");
    note("one means one: neither several nor none");
    let several = by_ed.one(session).err().map(|error| error.kind());
    show("several", debug(several), &debug(Some(ErrorKind::MultipleResultsFound)));
    let nobody = by_ed.clone().filter(User::id.eq(99));
    let none = nobody.one(session).err().map(|error| error.kind());
    show("none", debug(none), &debug(Some(ErrorKind::NoResultFound)));
    show("nobody.one_or_none(session)?", debug(nobody.one_or_none(session)?), "None");
    note("the one value of the one row:");
    let id = session.select(User::id).filter(User::name.eq("ed")).scalar()?;
    show("id", debug(id), "Some(1)");
    Ok(())
}

fn literal_sql(session: &mut Session, ed: Tracked<User>) -> Result<()> {
    section(11, "Literal SQL");
    for user in session.query::<User>().filter(text("id < 224")).order_by(text("id")).all()? {
        say("a user", &session[user].name);
    }
    note("values are bound by name:");
    let fred = text("id < :value and name = :name").bind("value", 224).bind("name", "fred");
    let fred = session.query::<User>().filter(fred).one()?;
    show("session[fred].fullname", &session[fred].fullname, "Fred Flinstone");
    let unbound = session.query::<User>().filter(text("id < :value")).all().err().map(|error| error.kind());
    show("without its value", debug(unbound), &debug(Some(ErrorKind::InvalidRequest)));
    note("a whole statement, its columns found by their names:");
    let statement = text("SELECT * FROM users WHERE name = :name").bind("name", "ed");
    let found = session.query::<User>().from_statement(statement).all()?;
    show("found == [ed]", found == [ed], "true");
    note("or its rows as tuples:");
    let statement = text("SELECT id, name, 12 AS thenumber12 FROM users WHERE name = :name").bind("name", "ed");
    let rows: Vec<(i64, String, i64)> = statement.rows().all(session)?;
    show("rows", debug(rows), r#"[(1, "ed", 12)]"#);
    Ok(())
}

fn counting(session: &mut Session) -> Result<()> {
    section(12, "Counting");
    show("count", session.query::<User>().filter(User::name.like("%ed")).count()?, "2");
    let per_name = session.select((func::count(User::name), User::name)).group_by(User::name).order_by(User::name);
    let per_name: Vec<(i64, String)> = per_name.all()?;
    show("per_name", debug(per_name), r#"[(1, "ed"), (1, "fred"), (1, "mary"), (1, "wendy")]"#);
    let rows = session.select(func::count_rows()).select_from(entity::<User>()).scalar()?;
    show("rows", debug(rows), "Some(4)");
    show("ids", debug(session.select(func::count(User::id)).scalar()?), "Some(4)");
    Ok(())
}
