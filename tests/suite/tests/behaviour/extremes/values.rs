//! Values at the ends of their types, and some from between.

use aludel::jiff::SignedDuration;
use proptest::num;
use proptest::sample::select as one_of;

use super::*;

/// One of these, or any other.
pub fn number<T: Arbitrary + Copy + 'static, const N: usize>(ends: [T; N]) -> impl Strategy<Value = T> {
    prop_oneof![2 => one_of(ends.to_vec()), 1 => any::<T>()]
}

/// SQLite would make NULL of what is not a number.
pub fn real(lab: &Lab) -> impl Strategy<Value = f32> + use<> {
    let mut ends = vec![0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::EPSILON, f32::INFINITY, f32::NEG_INFINITY];
    ends.extend([1e-45, 0.1, 16_777_217.0, if lab.is_postgresql() { f32::NAN } else { 1.0 }]);
    ends.extend(lab.is_postgresql().then_some(-0.0));
    prop_oneof![one_of(ends), num::f32::NORMAL | num::f32::SUBNORMAL]
}

/// The same.
pub fn double(lab: &Lab) -> impl Strategy<Value = f64> + use<> {
    let mut ends = vec![0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, f64::INFINITY, f64::NEG_INFINITY];
    ends.extend([5e-324, 0.1, 9_007_199_254_740_993.0, if lab.is_postgresql() { f64::NAN } else { 1.0 }]);
    ends.extend(lab.is_postgresql().then_some(-0.0));
    prop_oneof![one_of(ends), num::f64::NORMAL | num::f64::SUBNORMAL]
}

/// At most so many digits, so many of them behind the point.
pub fn decimal(precision: u32, scale: u32) -> impl Strategy<Value = Decimal> {
    let most = 10_i128.pow(precision) - 1;
    let digits = prop_oneof![one_of(vec![0, 1, -1, most, -most, most / 10]), -most..=most, -1000..1000_i128];
    (digits, 0..=scale).prop_map(move |(digits, shorter)| {
        // Fewer digits behind the point leave room for as many less before it.
        let digits = digits % 10_i128.pow(precision - scale + shorter);
        Decimal::from_i128_with_scale(digits, shorter)
    })
}

/// Text of at most so many characters: no NUL, which PostgreSQL does not have.
pub fn text(length: usize) -> impl Strategy<Value = String> {
    let letters = prop_oneof![
        one_of(vec![
            '\u{1}',
            '\'',
            '"',
            '\\',
            '%',
            '\n',
            '\t',
            '\u{7f}',
            '\u{1F980}',
            '\u{202E}',
            '\u{10FFFF}',
            'é',
            '\u{301}'
        ]),
        any::<char>().prop_map(|letter| if letter == '\0' { ' ' } else { letter }),
    ];
    let ends = ["", "\\N", "\\.", "NULL", "null", "{}", " ", "\\x00", "0", "1.0"].map(str::to_owned).to_vec();
    prop_oneof![1 => one_of(ends), 3 => prop::collection::vec(letters, 0..=length).prop_map(String::from_iter)]
}

pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        one_of(vec![vec![], vec![0], vec![255; 3], (0..=255).collect()]),
        prop::collection::vec(any::<u8>(), 0..40)
    ]
}

/// SQLite's text begins with the year 0, PostgreSQL's calendar in 4714 BC.
pub fn date(lab: &Lab) -> impl Strategy<Value = civil::Date> + use<> {
    let first = lab.either(civil::date(0, 1, 1), civil::date(-4713, 11, 24));
    let day = |date: civil::Date| civil::date(2000, 1, 1).duration_until(date).as_hours() / 24;
    let days = day(first)..=day(civil::Date::MAX);
    let ends = vec![first, civil::Date::MAX, civil::date(1970, 1, 1), civil::date(1, 1, 1), civil::date(2000, 2, 29)];
    prop_oneof![one_of(ends), days.prop_map(|day| civil::date(2000, 1, 1) + SignedDuration::from_hours(day * 24)),]
}

pub fn time() -> impl Strategy<Value = civil::Time> {
    let time = |micros: i64| civil::Time::MIN + SignedDuration::from_micros(micros);
    prop_oneof![one_of(vec![0, 1, 86_399_999_999]), 0..86_400_000_000_i64].prop_map(time)
}

pub fn datetime(lab: &Lab) -> impl Strategy<Value = civil::DateTime> + use<> {
    (date(lab), time()).prop_map(|(date, time)| date.to_datetime(time))
}

/// To the microsecond, which is what both databases keep.
pub fn timestamp(lab: &Lab) -> impl Strategy<Value = Timestamp> + use<> {
    let first: Timestamp = lab.either("0000-01-01T00:00:00Z", "-004713-11-24T00:00:00Z").parse().unwrap();
    let (first, last) = (first.as_microsecond(), Timestamp::MAX.as_microsecond() - 1_000_000);
    prop_oneof![one_of(vec![first, last, 0, -1, 1, 946_684_800_000_000]), first..=last]
        .prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}

/// Numbers that PostgreSQL writes as it was given them: it knows no difference between 1e16 and 10000000000000000.
pub fn json() -> impl Strategy<Value = Json> {
    let floats = (num::f64::NORMAL | num::f64::SUBNORMAL).prop_filter("looks like an integer", |it| it.fract() != 0.0);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        one_of(vec![i64::MIN, -1, 0, 1, i64::MAX]).prop_map(Json::from),
        Just(Json::from(u64::MAX)),
        floats.prop_map(Json::from),
        text(10).prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(text(5), inner, 0..4).prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}
