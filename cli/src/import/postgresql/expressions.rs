//! Expressions as someone may have written them. The catalog puts brackets and casts around everything; what the
//! database reads as the same without them goes without.

use aludel::{Connection, Result};

use crate::import::found::{Default, Found};

/// The text that the catalog makes of an expression on the columns of a table, if it is one.
const CANONICAL: &str = "
CREATE FUNCTION pg_temp.aludel_canonical(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    canonical text;
BEGIN
    EXECUTE 'ALTER TABLE pg_temp.aludel_import ADD CONSTRAINT aludel_import CHECK ((' || expression || ') IS NOT NULL)';
    SELECT pg_get_constraintdef(oid) INTO canonical FROM pg_constraint
        WHERE conname = 'aludel_import' AND conrelid = 'pg_temp.aludel_import'::regclass;
    ALTER TABLE pg_temp.aludel_import DROP CONSTRAINT aludel_import;
    RETURN canonical;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$";

/// Simplifies every expression. It is tried on temporary tables, in a transaction that is rolled back; where the database
/// allows none, expressions stay as the catalog has them.
pub(super) fn simplify(connection: &mut Connection, found: &mut Found) -> Result<()> {
    let mut transaction = connection.begin()?;
    if transaction.execute("SET LOCAL client_min_messages = error", &[]).is_err()
        || transaction.execute(CANONICAL, &[]).is_err()
    {
        found.remark("expressions", "are as the catalog has them: the database allows no temporary objects");
        return transaction.rollback();
    }
    for table in &mut found.tables {
        let name = aludel_codegen::ddl::identifier::qualified(table.schema.as_deref(), &table.name);
        let mut texts: Vec<&mut String> = Vec::new();
        for column in &mut table.columns {
            if let Some(Default::Sql(sql)) = &mut column.default {
                texts.push(sql);
            }
            texts.extend(column.computed.as_mut().map(|computed| &mut computed.sql));
        }
        texts.extend(table.checks.iter_mut().map(|check| &mut check.condition));
        for index in &mut table.indexes {
            texts.extend(index.expression.as_mut());
            texts.extend(index.condition.as_mut());
        }
        if texts.is_empty() {
            continue;
        }
        transaction.execute(&format!("CREATE TEMP TABLE aludel_import (LIKE {name})"), &[])?;
        for text in texts {
            let mut same = |candidate: &str| -> Result<Option<String>> {
                let sql = "SELECT pg_temp.aludel_canonical($1)";
                Ok(transaction.query(sql, &[&candidate], |row| row.get::<Option<String>>(0))?.pop().flatten())
            };
            if let Some(canonical) = same(text)? {
                *text = shortest(text, |candidate| Ok(same(candidate)?.as_ref() == Some(&canonical)))?;
            }
        }
        transaction.execute("DROP TABLE pg_temp.aludel_import", &[])?;
    }
    transaction.rollback()
}

/// The expression without what can go: as long as it is the same, casts, brackets and what stands for IN and LIKE do.
fn shortest(text: &str, mut same: impl FnMut(&str) -> Result<bool>) -> Result<String> {
    let mut tokens = tokens(text);
    loop {
        let mut changed = false;
        let mut place = 0;
        while place < tokens.len() {
            let candidates = [
                elseless(&tokens, place),
                listed(&tokens, place),
                liked(&tokens, place),
                uncast(&tokens, place),
                opened(&tokens, place),
            ];
            for candidate in candidates.into_iter().flatten() {
                if same(&joined(&candidate))? {
                    tokens = candidate;
                    changed = true;
                    break;
                }
            }
            place += 1;
        }
        if !changed {
            return Ok(joined(&tokens));
        }
    }
}

/// A token, and whether a space stands before it.
type Token = (bool, String);

fn joined(tokens: &[Token]) -> String {
    let mut text = String::new();
    for (number, (space, token)) in tokens.iter().enumerate() {
        if *space && number > 0 {
            text.push(' ');
        }
        text.push_str(token);
    }
    text
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut space = false;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            space = true;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '.';
        let length = match first {
            '\'' | '"' => quoted(rest, first, false),
            'E' if rest[1..].starts_with('\'') => 1 + quoted(&rest[1..], '\'', true),
            _ if is_letter(first) => rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            '(' | ')' | '[' | ']' | ',' => 1,
            _ => rest
                .find(|c: char| c.is_whitespace() || is_letter(c) || "()[],'\":".contains(c))
                .unwrap_or(rest.len())
                .max(first.len_utf8()),
        };
        found.push((std::mem::take(&mut space), rest[..length].to_owned()));
        rest = &rest[length..];
    }
    found
}

fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter == '\\' && escapes {
            letters.next();
        } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return place + 1;
        }
    }
    text.len()
}

/// The bracket that closes the one at a place.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0;
    tokens.iter().enumerate().skip(open).find_map(|(place, (_, token))| {
        depth += i32::from(matches!(token.as_str(), "(" | "[")) - i32::from(matches!(token.as_str(), ")" | "]"));
        (depth == 0).then_some(place)
    })
}

/// Without a pair of brackets.
fn opened(tokens: &[Token], place: usize) -> Option<Vec<Token>> {
    let close = (tokens[place].1 == "(").then(|| closing(tokens, place))??;
    let mut less = tokens.to_vec();
    less.remove(close);
    let (space, _) = less.remove(place);
    if let Some(next) = less.get_mut(place) {
        next.0 = space;
    }
    Some(less)
}

/// Without a cast.
fn uncast(tokens: &[Token], place: usize) -> Option<Vec<Token>> {
    if tokens[place].1 != "::" {
        return None;
    }
    let mut end = place + 2;
    const MORE: [&str; 6] = ["varying", "precision", "with", "without", "time", "zone"];
    while let Some((_, token)) = tokens.get(end) {
        match token.as_str() {
            "(" if tokens.get(end + 1).is_some_and(|(_, next)| next.starts_with(|c: char| c.is_ascii_digit())) => {
                end = closing(tokens, end)? + 1;
            }
            "[" if tokens.get(end + 1).is_some_and(|(_, next)| next == "]") => end += 2,
            word if MORE.contains(&word)
                || word.starts_with('.')
                || (word.starts_with('"') && tokens[end - 1].1.ends_with('.')) =>
            {
                end += 1
            }
            _ => break,
        }
    }
    let mut less = tokens.to_vec();
    less.drain(place..end.min(tokens.len()));
    Some(less)
}

/// IN for `= ANY (ARRAY[...])`, NOT IN for `<> ALL (ARRAY[...])`.
fn listed(tokens: &[Token], place: usize) -> Option<Vec<Token>> {
    let words: &[&str] = match (tokens[place].1.as_str(), tokens.get(place + 1)?.1.as_str()) {
        ("=", "ANY") => &["IN"],
        ("<>", "ALL") => &["NOT", "IN"],
        _ => return None,
    };
    let close = closing(tokens, place + 2)?;
    let array = tokens[place..close].iter().position(|(_, token)| token == "ARRAY")? + place;
    let end = closing(tokens, array + 1)?;
    let word = |text: &str| (true, text.to_owned());
    let mut more = tokens[..place].to_vec();
    more.extend(words.iter().map(|text| word(text)));
    more.push(word("("));
    more.extend_from_slice(tokens.get(array + 2..end)?);
    more.push((false, ")".to_owned()));
    more.extend_from_slice(tokens.get(close + 1..)?);
    Some(more)
}

/// Without `ELSE NULL`.
fn elseless(tokens: &[Token], place: usize) -> Option<Vec<Token>> {
    let words = tokens.get(place..place + 3)?.iter().map(|(_, word)| word.as_str());
    let mut less = tokens.to_vec();
    words.eq(["ELSE", "NULL", "END"]).then(|| less.drain(place..place + 2).count())?;
    Some(less)
}

/// LIKE for its operator.
fn liked(tokens: &[Token], place: usize) -> Option<Vec<Token>> {
    let words: &[&str] = match tokens[place].1.as_str() {
        "~~" => &["LIKE"],
        "!~~" => &["NOT", "LIKE"],
        "~~*" => &["ILIKE"],
        "!~~*" => &["NOT", "ILIKE"],
        _ => return None,
    };
    let mut more = tokens.to_vec();
    more.splice(place..=place, words.iter().map(|text| (true, (*text).to_owned())));
    Some(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if everything that is left out made no difference.
    #[test]
    fn what_may_go_goes() {
        for (catalog, short) in [
            ("(price > (0)::numeric)", "price > 0"),
            (
                "((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "state IN ('a', 'b')",
            ),
            ("((name)::text ~~ 'x%'::text)", "name LIKE 'x%'"),
            ("(x)::numeric(10,2)", "x"),
            ("CASE WHEN (a > 9) THEN 'b'::text ELSE NULL::text END", "CASE WHEN a > 9 THEN 'b' END"),
            ("'a::b'::kinds.\"State\"", "'a::b'"),
        ] {
            let same = |text: &str| Ok(!text.contains(" IN '"));
            assert_eq!(shortest(catalog, same).unwrap(), short, "{catalog}");
        }
        assert_eq!(shortest("lower((email)::text)", |text| Ok(text.contains("lower("))).unwrap(), "lower(email)");
    }
}
