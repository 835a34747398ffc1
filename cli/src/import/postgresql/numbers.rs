//! Sequences, free ones and those of columns.

use aludel::{Connection, Result};
use aludel_codegen::model::database::{Identity, Numbers};

use super::Known;
use super::catalog::{self, Sequence};
use crate::import::Wanted;
use crate::import::found::{self, Default, Found};

/// Reads the sequences that stand for themselves, and how columns are numbered.
pub(super) fn read(connection: &mut Connection, found: &mut Found, known: &Known, wanted: &Wanted) -> Result<()> {
    for sequence in catalog::sequences(connection)? {
        let place = match sequence.owner {
            Some((table, column)) => known.columns.get(&(table, column)).map(|&column| (known.tables[&table], column)),
            None => None,
        };
        let numbers = numbers(&sequence);
        let full = format!("the sequence {}.{}", sequence.schema, sequence.name);
        match place {
            Some((table, column)) => {
                if numbers.is_none() {
                    found.remark(full, "counts by numbers that cannot be said: described as one that counts from 1");
                }
                let numbers = numbers.unwrap_or_default();
                let column = &mut found.tables[table].columns[column];
                match &mut column.identity {
                    Some(identity) => identity.numbers = numbers,
                    // SERIAL
                    None if matches!(column.default, Some(Default::Next(_))) => {
                        column.identity = Some(Identity { always: false, numbers });
                        column.default = None;
                    }
                    None => {}
                }
            }
            None if sequence.owner.is_none() && wanted.tables.is_empty() && wanted.schema(&sequence.schema) => {
                if numbers.is_none() {
                    found.remark(full, "counts by numbers that cannot be said: described as one that counts from 1");
                }
                let schema = known.schema(sequence.schema);
                found.sequences.push(found::Sequence {
                    schema,
                    name: sequence.name,
                    numbers: numbers.unwrap_or_default(),
                });
            }
            None => {}
        }
    }
    Ok(())
}

/// The numbers where they are not as usual. None where they cannot be said.
fn numbers(sequence: &Sequence) -> Option<Numbers> {
    let greatest = match sequence.kind.as_str() {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let said = |number: i64, usual: i64| match number == usual {
        true => Some(None),
        false => u32::try_from(number).ok().filter(|number| i32::try_from(*number).is_ok()).map(Some),
    };
    (sequence.increment > 0).then_some(())?;
    Some(Numbers {
        start: said(sequence.start, sequence.minimum)?,
        increment: said(sequence.increment, 1)?,
        minimum: said(sequence.minimum, 1)?,
        maximum: said(sequence.maximum, greatest)?,
        cache: said(sequence.cache, 1)?,
        cycle: sequence.cycle,
    })
}
