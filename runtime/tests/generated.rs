//! Generated code at run time: the generator's golden files, compiled with this crate and used.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may
#![allow(clippy::approx_constant)] // the numbers are the schema's
#![allow(unreachable_pub)] // generated code is for any crate

#[path = "../../codegen/tests/golden/circle/mod.rs"]
mod circle;
#[path = "../../codegen/tests/golden/names/mod.rs"]
mod names;
#[path = "../../codegen/tests/golden/odd/mod.rs"]
mod oddities;
#[path = "../../codegen/tests/golden/shop/mod.rs"]
mod shop;
#[path = "../../codegen/tests/golden/types/mod.rs"]
mod types;

use aludel::{Field, Model, ValueRef};
use shop::{Customer, Line, Order, OrderStatus};
use types::{Colour, Everything};

fn everything() -> Everything {
    Everything::new().a_smallint(1).a_text("two\nlines").a_secret("hidden").build()
}

#[test]
fn client_defaults_are_filled_in() {
    let it = everything();
    assert_eq!((it.an_integer, it.a_bigint, it.a_boolean), (-5, i64::MIN, true));
    assert_eq!((it.a_real.to_bits(), it.a_double.to_bits()), (2.718_f32.to_bits(), 3.14_f64.to_bits()));
    assert_eq!(
        (it.a_numeric.to_string(), it.a_long_numeric.to_string()),
        ("9.50".into(), "-123456789012345678.5".into())
    );
    assert_eq!(it.a_string, "a\"b\\c'd");
    assert_eq!(it.a_date.to_string(), "2026-01-31");
    assert_eq!(it.a_time.to_string(), "23:59:59.5");
    assert_eq!(it.a_datetime.to_string(), "2026-01-31T23:59:59");
    assert_eq!(it.a_timestamp.to_string(), "1969-12-31T23:59:58.25Z");
    assert_eq!(it.a_uuid.to_string(), "67e55044-10b1-426f-9247-bb680e5fe0c8");
    assert_eq!(it.a_json, aludel::serde_json::json!({ "a": [1, 2], "b": "x" }));
    assert_eq!((it.an_enum, it.id.get_version_num(), it.nothing), (Colour::Green, 7, None));
}

#[test]
fn update_defaults_make_values_of_the_columns_types() {
    let columns = Everything::info().table.columns;
    let of = |name: &str| columns.iter().find(|column| column.name == name).unwrap().update_default;
    assert!(matches!(of("a_timestamp").unwrap()(), aludel::Value::Timestamp(_)));
    assert!(matches!(of("an_enum").unwrap()(), aludel::Value::Text(text) if text == "blue"));
    assert!(of("a_text").is_none());
}

#[test]
fn display_and_debug_show_what_they_may() {
    let it = everything();
    let shown = format!("<Everything(id={}, a_text='two\\nlines', a_double=3.14, nothing=None)>", it.id);
    assert_eq!(it.to_string(), shown);
    let debug = format!("{it:?}");
    assert!(debug.contains("a_text: \"two\\nlines\"") && debug.contains("a_secret: ***"), "{debug}");
    assert!(!debug.contains("hidden"), "{debug}");
    assert_eq!(Line::new().position(3).alias("x").build().to_string(), "<Line(order_id=None, position=3)>");
}

#[test]
fn columns_are_read_and_written_by_their_index() {
    let mut order = Order::new().total(9.5).build();
    assert!(order.value(0).is_null());
    order.assign(0, aludel::Value::I64(7)).unwrap();
    assert_eq!(order.id, Some(7));
    assert!(order.assign(5, aludel::Value::Text("x".into())).is_none());
    assert!(order.assign(99, aludel::Value::Null).is_none());
    assert!(matches!(order.value(2), ValueRef::Text("open")));
    assert!(order.value(99).is_null());
}

#[test]
fn setters_take_values_and_options_of_them() {
    let customer = Customer::new().email("a@b.c").nickname(Some("a")).manager_id(None::<i64>).id(5).build();
    assert_eq!((customer.id, customer.nickname.as_deref(), customer.manager_id), (Some(5), Some("a"), None));
    let order = Order::new().total(1).status(OrderStatus::Paid).customer_id(customer.id).build();
    assert_eq!((order.status, order.customer_id, order.revision), (OrderStatus::Paid, Some(5), 1));
}

#[test]
fn enums_are_texts() {
    assert_eq!(OrderStatus::ALL.map(OrderStatus::as_str), ["open", "paid", "shipped"]);
    assert_eq!(format!("{:>6}", OrderStatus::Paid), "  paid");
    assert_eq!("shipped".parse::<OrderStatus>().unwrap(), OrderStatus::Shipped);
    let error = "sent".parse::<OrderStatus>().unwrap_err();
    assert!(error.to_string().contains("\"sent\" is no OrderStatus"), "{error}");
    assert!(OrderStatus::from_ref(ValueRef::I64(1)).is_none());
    assert!(OrderStatus::Open < OrderStatus::Shipped);
}

#[test]
fn an_alias_has_the_columns_of_its_model() {
    let alias = Customer::alias("boss");
    assert_eq!(format!("{:?} {:?}", alias.email, Customer::email), "boss.EMail customer.EMail");
    assert_eq!(format!("{:?} {:?}", Customer::manager, Line::alias_), "Customer.manager line.alias");
}

#[test]
fn names_that_generated_code_uses_itself_do_no_harm() {
    let session = names::Session::new().query("q").alias("a").new("n").find("f").insert_("i").update("u").delete("d");
    let session = session.all("a").r#type("t").r#match("m").self_("s").build();
    assert_eq!((session.query.as_str(), session.r#type.as_str(), session.self_.as_str()), ("q", "t", "s"));
    assert_eq!(format!("{:?} {:?}", names::Session::query_, names::Session::r#type), "session.query session.type");
    let column = oddities::Odd::info().table.columns.iter().position(|column| column.name == "aludel");
    assert_eq!(column, Some(7));
    assert_eq!(names::metadata().tables.len(), 5);
}

#[test]
fn tables_of_a_circle_share_a_rank() {
    let rank = |name: &str| circle::metadata().tables.iter().find(|table| table.name == name).unwrap().rank;
    assert!(rank("country") == rank("city") && rank("city") < rank("street"));
}

#[cfg(feature = "serde")]
#[test]
fn models_and_enums_go_through_json() {
    use aludel::serde_json::{from_value, json, to_value};

    let line = Line::new().position(3).alias("x").build();
    let json = json!({ "order_id": null, "position": 3, "alias": "x" });
    assert_eq!(to_value(&line).unwrap(), json);
    assert_eq!(from_value::<Line>(json).unwrap(), line);
    assert_eq!(from_value::<Line>(json!({ "position": 3, "alias": "x", "more": 1 })).unwrap(), line);
    assert!(from_value::<Line>(json!({ "alias": "x" })).unwrap_err().to_string().contains("`position`"));
    let it = everything();
    assert_eq!(from_value::<Everything>(to_value(&it).unwrap()).unwrap(), it);
    assert_eq!(to_value(OrderStatus::Paid).unwrap(), json!("paid"));
    assert!(from_value::<OrderStatus>(json!("sent")).is_err());
}

#[cfg(feature = "serde")]
#[test]
fn a_patch_reads_what_the_model_writes() {
    use aludel::{Patch, serde_json::to_value};

    let it = everything();
    let mut json = to_value(&it).unwrap();
    let fields = json.as_object_mut().unwrap();
    // The key and what is sensitive are not patched.
    fields.remove("id");
    fields.remove("a_secret");
    let names = fields.len();
    let patch = Patch::<Everything>::from_json(json.clone()).unwrap();
    assert_eq!(patch.columns().len(), names);
    assert_eq!(to_value(&patch).unwrap(), json);
    assert_eq!(aludel::serde_json::from_value::<Patch<Everything>>(json.clone()).unwrap().columns().len(), names);
    assert!(Patch::<Everything>::from_json(aludel::serde_json::json!({})).unwrap().is_empty());
}

#[cfg(feature = "serde")]
#[test]
fn a_patch_refuses_all_that_is_wrong_at_once() {
    use aludel::{ErrorKind, Patch, serde_json::json};

    let wrong = json!({
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "a_secret": "x",
        "a_smallint": 32768,
        "an_integer": 1.5,
        "a_bigint": null,
        "a_boolean": "true",
        "a_real": 1e300,
        "a_double": "1",
        "a_numeric": "1.234",
        "a_long_numeric": "x",
        "a_string": "ten letters",
        "a_text": 1,
        "some_bytes": [256],
        "a_date": "2026-02-30",
        "a_uuid": "67e55044",
        "an_enum": "yellow",
        "nothing": {},
        "more\n": 1,
    });
    let count = wrong.as_object().unwrap().len();
    let error = Patch::<Everything>::from_json(wrong.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.validation_errors().len(), count, "{error}");
    assert!(error.validation_errors().iter().all(|error| error.model() == "Everything" && error.object().is_none()));
    let text = error.to_string();
    assert_eq!(text.lines().count(), count + 1, "{text}");
    for line in [
        "this is no patch of Everything:",
        "Everything.id: is of the key, which a patch leaves alone",
        "Everything.a_secret: is sensitive, and not patched from outside",
        "Everything.a_smallint: invalid value: integer `32768`, expected i16",
        "Everything.an_integer: invalid type: floating point `1.5`, expected i32",
        "Everything.a_bigint: must not be null",
        "Everything.a_real: is out of range",
        "Everything.a_numeric: has 2 digits after the point, and 1.234 has 3",
        "Everything.a_string: holds at most 9 characters, and the value has 11",
        "Everything.an_enum: \"yellow\" is no Colour",
        "Everything.more\\n: there is no such field",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
    }
    let json = aludel::serde_json::to_value(error.validation_errors()).unwrap();
    let secret = json!({
        "model": "Everything", "field": "a_secret", "message": "is sensitive, and not patched from outside"
    });
    assert!(json.as_array().unwrap().contains(&secret), "{json}");
    let told = aludel::serde_json::from_value::<Patch<Everything>>(wrong).unwrap_err().to_string();
    assert_eq!(told, text);

    assert!(Patch::<Order>::from_json(json!({ "revision": 2 })).unwrap_err().to_string().contains("is the version"));
    for json in [json!([]), json!(1), json!(null), json!("x")] {
        let error = Patch::<Order>::from_json(json).unwrap_err();
        assert_eq!((error.kind(), error.validation_errors()[0].field()), (ErrorKind::Invalid, None));
    }
    // A foreign key that the flush may fill is an Option in the struct, and NOT NULL all the same.
    assert!(Patch::<Order>::from_json(json!({ "customer_id": null })).is_err());
    assert!(Patch::<Order>::from_json(json!({ "customer_id": 1 })).is_ok());
}

#[test]
fn a_patch_hides_what_is_sensitive() {
    use aludel::Patch;

    let patch = Patch::<Everything>::new().set(Everything::a_secret, "hidden").set(Everything::a_text, "x");
    let patch = patch.set(Everything::nothing, None::<String>).set(Everything::a_text, "y");
    assert_eq!(format!("{patch:?}"), "Everything { a_secret: ***, nothing: None, a_text: 'y', .. }");
    #[cfg(feature = "serde")]
    assert!(aludel::serde_json::to_value(&patch).unwrap_err().to_string().contains("Everything.a_secret is sensitive"));
    fn is_send<T: Send + Sync + Clone>(_: &T) {}
    is_send(&patch);
}
