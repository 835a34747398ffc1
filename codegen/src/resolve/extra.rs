//! Tables of the key `x`, with their paths.

use super::Draft;
use super::literal;
use crate::model::extra::Extra;
use crate::syntax::{Body, Moment, Relationship, Value, Written};
use crate::written::key as part;

type Found<'d> = Vec<(String, &'d Written<Value>)>;

/// Every table of the key `x` with its path, in the order of the files' parts.
pub(crate) fn all<'d>(draft: &Draft<'d>) -> Found<'d> {
    let mut found: Found<'d> = Vec::new();
    let document = draft.document;
    found.extend(document.settings.iter().filter_map(|it| Some(("settings".to_owned(), it.x.as_ref()?))));
    for known in &document.enums {
        found.extend(known.x.as_ref().map(|x| (format!("enum.{}", part(&known.name.value)), x)));
    }
    for model in &document.models {
        let path = format!("{}.{}", model.noun(), part(&model.name.value));
        body(&path, &model.body, &mut found);
        let own =
            |it: &'d Relationship| Some((format!("{path}.relationships.{}", part(&it.name.value)), it.x.as_ref()?));
        found.extend(model.relationships.iter().filter_map(own));
    }
    for table in &document.tables {
        body(&format!("table.{}", part(&table.name.value)), &table.body, &mut found);
    }
    found
}

fn body<'d>(path: &str, body: &'d Body, found: &mut Found<'d>) {
    found.extend(body.x.as_ref().map(|x| (path.to_owned(), x)));
    for column in &body.columns {
        found.extend(column.x.as_ref().map(|x| (format!("{path}.columns.{}", part(&column.name.value)), x)));
    }
}

/// The same as JSON.
pub(super) fn extras(draft: &Draft<'_>) -> Vec<Extra> {
    let extra = |(path, x): (String, &Written<Value>)| Some(Extra { path, json: json(&x.value).ok()? });
    all(draft).into_iter().filter_map(extra).collect()
}

/// A value as JSON, or why it is none.
pub(crate) fn json(value: &Value) -> Result<String, &'static str> {
    let mut text = String::new();
    literal::json(&plain(value), &mut text)?;
    Ok(text)
}

/// The value with strings for dates and times.
fn plain(value: &Value) -> Value {
    match value {
        Value::Moment(moment) => Value::Text(written(moment)),
        Value::List(items) => Value::List(items.iter().map(plain).collect()),
        Value::Table(entries) => Value::Table(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        other => other.clone(),
    }
}

/// As TOML writes it.
fn written(moment: &Moment) -> String {
    let date = moment.date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    let time = moment.time.map(|(hour, minute, second, nanosecond)| {
        let fraction = if nanosecond > 0 { format!(".{nanosecond:09}") } else { String::new() };
        format!("{hour:02}:{minute:02}:{second:02}{}", fraction.trim_end_matches('0'))
    });
    let offset = moment.offset.map(|minutes| match minutes {
        0 => "Z".to_owned(),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    });
    let parts: Vec<String> = date.into_iter().chain(time).collect();
    parts.join("T") + &offset.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::written;
    use crate::syntax::Moment;

    #[test]
    fn moments_are_as_toml_writes_them() {
        let date = Some((2024, 2, 29));
        let time = Some((1, 2, 3, 500_000_000));
        assert_eq!(written(&Moment { date, time: None, offset: None }), "2024-02-29");
        assert_eq!(written(&Moment { date: None, time, offset: None }), "01:02:03.5");
        assert_eq!(written(&Moment { date, time, offset: Some(0) }), "2024-02-29T01:02:03.5Z");
        assert_eq!(written(&Moment { date, time: Some((0, 0, 0, 0)), offset: Some(-90) }), "2024-02-29T00:00:00-01:30");
    }
}
