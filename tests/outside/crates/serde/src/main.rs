#![deny(warnings)]

use aludel::jiff::civil;
use aludel::rust_decimal::Decimal;
use aludel::serde_json::{self, Value, json};
use aludel::{Engine, Patch, Result, Session, jiff, uuid};

mod models {
    aludel::include_models!();
}
mod arrays;
use models::{Book, Level, Parcel, Person, State, Writer};

fn parcel() -> Parcel {
    Parcel {
        id: None,
        small: -3,
        big: 9_007_199_254_740_993,
        fragile: true,
        short: 0.1,
        weight: 1e-300,
        price: Decimal::new(950, 2),
        code: "it's \"odd\" \\ \u{1F980}".into(),
        words: "line\nline".into(),
        bytes: vec![0, 255],
        day: civil::date(2024, 2, 29),
        hour: civil::time(23, 59, 59, 1_000),
        moment: civil::date(2024, 2, 29).at(1, 2, 3, 0),
        sent: jiff::Timestamp::UNIX_EPOCH,
        token: uuid::Uuid::from_u128(1),
        data: json!({"a": [1, null]}),
        state: State::InTransit,
        before: Some(State::Lost),
        note: None,
        r#type: "box".into(),
        origin: "here".into(),
    }
}

fn main() -> Result<()> {
    let parcel = parcel();
    let mut json = serde_json::to_value(&parcel).expect("a model serializes");
    let expected = json!({
        "id": null,
        "small": -3,
        "big": 9_007_199_254_740_993_i64,
        "fragile": true,
        "short": 0.1_f32,
        "weight": 1e-300,
        "price": "9.50",
        "code": "it's \"odd\" \\ \u{1F980}",
        "words": "line\nline",
        "bytes": [0, 255],
        "day": "2024-02-29",
        "hour": "23:59:59.000001",
        "moment": "2024-02-29T01:02:03",
        "sent": "1970-01-01T00:00:00Z",
        "token": "00000000-0000-0000-0000-000000000001",
        "data": {"a": [1, null]},
        "state": "in transit",
        "before": "X-9",
        "note": null,
        "type": "box",
        "origin": "here",
    });
    assert_eq!(json, expected);
    let text = serde_json::to_string(&parcel).expect("a model serializes");
    assert_eq!(serde_json::from_str::<Parcel>(&text).expect("and deserializes"), parcel);

    // An Option that is left out is None; other columns are missed, and unknown values refused.
    let from = |json: &Value| serde_json::from_value::<Parcel>(json.clone()).map_err(|error| error.to_string());
    json.as_object_mut().expect("an object").retain(|name, _| !["id", "note"].contains(&name.as_str()));
    assert_eq!(from(&json), Ok(parcel.clone()));
    json["state"] = "lost".into();
    assert_eq!(from(&json), Err("\"lost\" is no State".to_owned()));
    json["state"] = "new".into();
    assert_eq!(from(&json).expect("it is whole").state, State::New);
    json.as_object_mut().expect("an object").remove("code");
    assert_eq!(from(&json), Err("missing field `code`".to_owned()));

    // What was received is an object like any other.
    let engine = Engine::new("sqlite://")?;
    models::metadata().create_all(&engine)?;
    let mut session = Session::new(&engine);
    let received = session.add(serde_json::from_str::<Parcel>(&text).expect("it deserializes"));
    session.commit()?;
    session.refresh(received)?;
    assert_eq!(session[received], Parcel { id: Some(1), ..parcel });

    // A handler of PATCH: what is absent stays, what is null is NULL.
    let patch: Patch<Parcel> = serde_json::from_str(r#"{ "type": "crate", "before": null }"#).expect("it is a patch");
    session.apply(received, patch)?;
    session.commit()?;
    session.refresh(received)?;
    assert_eq!((session[received].r#type.as_str(), session[received].before), ("crate", None));
    let refused = serde_json::from_str::<Patch<Parcel>>(r#"{ "id": 2, "state": "lost", "colour": 1 }"#).unwrap_err();
    assert_eq!(refused.to_string().lines().count(), 4, "{refused}");
    people(&mut session)?;
    graph(&mut session)?;
    arrays::lists_and_chrono();
    println!("{}", serde_json::to_value(&session[received]).expect("it serializes")["id"]);
    Ok(())
}

/// Names, and what is left out, are what the schema says: of objects and patches alike.
fn people(session: &mut Session) -> Result<()> {
    let ann = session.add(Person::new().first_name("Ann").last_name("Bee").password_hash("x"));
    session.commit()?;
    session.refresh(ann)?;
    let mut json = serde_json::to_value(&session[ann]).expect("a model serializes");
    let checked = json["checkedAt"].take();
    assert!(checked.is_string());
    let expected = json!({ "id": 1, "given": "Ann", "lastName": "Bee", "checkedAt": null, "level": "top" });
    assert_eq!(json, expected);
    json["passwordHash"] = "y".into();
    json["a \"kind\""] = "z".into();
    json["checkedAt"] = Value::Null;
    let refused = serde_json::from_value::<Person>(json.clone()).map(|_| ()).map_err(|error| error.to_string());
    assert!(refused.is_err_and(|error| error.starts_with("unknown field `checkedAt`")));
    json.as_object_mut().expect("an object").remove("checkedAt");
    let read: Person = serde_json::from_value(json).expect("it is whole");
    let kind = read.r#type.as_deref();
    assert_eq!((read.password_hash.as_str(), kind, read.checked_at, read.level), ("y", Some("z"), None, Level::VeryHigh));
    assert_eq!(Level::default(), Level::Middle);
    let _: std::collections::HashSet<Person> = [read].into();

    let patch: Patch<Person> = serde_json::from_value(json!({ "lastName": "Cee", "level": "LOW" })).expect("a patch");
    assert_eq!(serde_json::to_value(&patch).expect("it serializes"), json!({ "lastName": "Cee", "level": "LOW" }));
    session.apply(ann, patch)?;
    assert_eq!((session[ann].last_name.as_str(), session[ann].level), ("Cee", Level::Low));
    let wrong = json!({ "last_name": "Cee", "checkedAt": null, "level": "low" });
    let refused = serde_json::from_value::<Patch<Person>>(wrong).map(|_| ()).unwrap_err();
    assert_eq!(refused.to_string().lines().count(), 4, "{refused}");
    Ok(())
}

/// A graph is its roots with what was asked for, by the names that the schema gives.
fn graph(session: &mut Session) -> Result<()> {
    let writer = session.add(Writer::new().full_name("W"));
    session.add(Book::new().title("B").writer(writer));
    session.add(Book::new().title("A").writer(writer));
    session.add(Book::new().title("C"));
    session.commit()?;
    let book = |id: i32, title: &str| json!({ "id": id, "title": title, "writer_id": 1 });
    let writers = session.query::<Writer>().untracked().with(Writer::books).all()?;
    let expected = json!([{ "id": 1, "fullName": "W", "books": [book(2, "A"), book(1, "B")] }]);
    assert_eq!(serde_json::to_value(&writers).expect("a graph serializes"), expected);
    let books = session.query::<Book>().filter(Book::title.gt("A")).order_by(Book::id).untracked();
    let books = books.with(Book::writer).all()?;
    let json = serde_json::to_value(&books).expect("a graph serializes");
    assert_eq!(json[0]["writer"], json!({ "id": 1, "fullName": "W" }));
    assert_eq!((&json[1]["title"], &json[1]["writer"]), (&json!("C"), &Value::Null));
    session.commit()
}
