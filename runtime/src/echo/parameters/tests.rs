//! How parameters look.

use serde_json::json;

use super::*;
use crate::Result;
use crate::driver::Executed;

fn shown(values: &[ValueRef<'_>]) -> String {
    let params: Vec<Param<'_>> = values.iter().map(|&value| Param { value, sensitive: false }).collect();
    let mut out = String::new();
    tuple(&mut out, &params);
    out
}

#[test]
fn each_type_in_its_way() {
    use ValueRef::*;
    assert_eq!(shown(&[]), "()");
    assert_eq!(shown(&[I32(7)]), "(7,)");
    assert_eq!(shown(&[Null, Bool(false), I16(-1), I64(1), F64(1.0), F32(0.1)]), "(NULL, false, -1, 1, 1.0, 0.1)");
    let date = jiff::civil::date(2024, 2, 29);
    assert_eq!(
        shown(&[Decimal(rust_decimal::Decimal::new(1250, 2)), Date(date), DateTime(date.at(1, 2, 3, 0))]),
        "('12.50', '2024-02-29', '2024-02-29 01:02:03')"
    );
    assert_eq!(shown(&[Uuid(uuid::Uuid::nil())]), "('00000000-0000-0000-0000-000000000000',)");
    assert_eq!(shown(&[Bytes(&[]), Bytes(&[0, 255])]), "(0 bytes, 2 bytes 0x00ff)");
    assert_eq!(shown(&[Json(&json!({"a": 1}))]), "('{\"a\":1}',)");
    assert_eq!(shown(&[List(&[Text("a"), Null])]), "(['a', NULL],)");
}

#[test]
fn no_value_ends_its_line_or_its_quotes_or_turns_the_text_around() {
    let nasty = "'); DROP\r\n\u{2028}\u{85}COMMIT\\ \u{202e}\0\u{1b}[2J";
    let text = shown(&[ValueRef::Text(nasty)]);
    assert_eq!(text, r"('\'); DROP\r\n\u{2028}\u{85}COMMIT\\ \u{202e}\0\u{1b}[2J',)");
    assert_eq!(shown(&[ValueRef::Text("ü \"quoted\" 😀")]), "('ü \"quoted\" 😀',)");
}

#[test]
fn sensitive_values_are_hidden_lists_of_them_too() {
    let mut out = String::new();
    let secret = [ValueRef::Text("secret")];
    tuple(
        &mut out,
        &[
            Param { value: ValueRef::Text("a"), sensitive: false },
            Param { value: ValueRef::List(&secret), sensitive: true },
        ],
    );
    assert_eq!(out, "('a', ***)");
    assert!(!format!("{:?}", Param { value: ValueRef::Text("secret"), sensitive: true }).contains("secret"));
}

#[test]
fn what_is_long_is_cut_and_counted() {
    let text = "ü".repeat(10_200);
    assert_eq!(shown(&[ValueRef::Text(&text)]), format!("('{}'... and 10 000 characters more,)", "ü".repeat(200)));
    let exact = "ü".repeat(200);
    assert_eq!(shown(&[ValueRef::Text(&exact)]), format!("('{exact}',)"));
    let list = vec![ValueRef::I32(1); 10_000];
    let expected = format!("([{}, ... and 9 990 more],)", ["1"; 10].join(", "));
    assert_eq!(shown(&[ValueRef::List(&list)]), expected);
    assert!(shown(&list).ends_with(", 1, ... and 9 950 more)"));
    assert_eq!(shown(&[ValueRef::Bytes(&[0; 70_000])]), format!("(70 000 bytes 0x{}...,)", "00".repeat(16)));
}

struct Rows(usize);

impl Batch for Rows {
    fn len(&self) -> usize {
        self.0
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        params.push(Param { value: ValueRef::I64(index as i64), sensitive: false });
        params.push(Param { value: ValueRef::Text("p"), sensitive: true });
    }

    fn done(&mut self, _: usize, _: Executed) -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_batch_shows_all_its_rows_or_the_first() {
    let shown = |rows_of| {
        let mut out = String::new();
        rows(&mut out, &Rows(rows_of));
        out
    };
    assert_eq!(shown(1), "(0, ***)");
    assert_eq!(shown(2), "[(0, ***), (1, ***)]");
    assert_eq!(shown(10_000), "[(0, ***), (1, ***), ... 9 998 more]");
}
