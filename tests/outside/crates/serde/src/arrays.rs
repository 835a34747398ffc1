//! Lists are lists in JSON, of objects and patches, and the types of chrono are what chrono says.

use aludel::chrono::{DateTime, NaiveDate};
use aludel::rust_decimal::Decimal;
use aludel::serde_json::{self, Value, json};
use aludel::{Interval, Patch};

mod models {
    aludel::include_models!("arrays");
}
use models::{Packed, Tone};

pub fn lists_and_chrono() {
    let packed = Packed {
        id: Some(1),
        words: vec!["it's".into(), String::new()],
        big_numbers: vec![i64::MIN, 9_007_199_254_740_993],
        blobs: vec![vec![0, 255], vec![]],
        days: vec![NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day")],
        tones: vec![Tone::Loud, Tone::Calm],
        prices: vec![Decimal::new(950, 2)],
        addresses: vec!["10.0.0.0/8".parse().expect("a network")],
        maybe: None,
        span: Interval { months: 1, days: -2, microseconds: 3 },
        sent: DateTime::UNIX_EPOCH,
    };
    let json = serde_json::to_value(&packed).expect("a model serializes");
    let expected = json!({
        "id": 1,
        "words": ["it's", ""],
        "bigNumbers": [i64::MIN, 9_007_199_254_740_993_i64],
        "blobs": [[0, 255], []],
        "days": ["2024-02-29"],
        "tones": ["LOUD", "calm"],
        "prices": ["9.50"],
        "addresses": ["10.0.0.0/8"],
        "maybe": null,
        "span": { "months": 1, "days": -2, "microseconds": 3 },
        "sent": "1970-01-01T00:00:00Z",
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<Packed>(json.clone()).expect("and deserializes"), packed);
    let mut wrong = json;
    wrong["tones"] = json!(["LOUD", "shrill"]);
    let refused = serde_json::from_value::<Packed>(wrong).unwrap_err();
    assert_eq!(refused.to_string(), "\"shrill\" is no Tone");

    let said = json!({ "bigNumbers": [1, -1], "tones": ["calm"], "maybe": null, "days": [], "sent": "1969-12-31T23:59:59.500Z" });
    let patch: Patch<Packed> = serde_json::from_value(said.clone()).expect("a patch");
    assert_eq!(serde_json::to_value(&patch).expect("it serializes"), said);
    for (key, value) in [
        ("words", json!("a")),
        ("words", json!([1])),
        ("words", Value::Null),
        ("bigNumbers", json!([1.5])),
        ("tones", json!(["loud"])),
        ("days", json!(["2023-02-29"])),
        ("words", json!([null])),
    ] {
        let refused = serde_json::from_value::<Patch<Packed>>(json!({ key: value })).unwrap_err().to_string();
        assert!(refused.contains(&format!("`{key}`")) || refused.contains(key), "{key}: {refused}");
    }
}
