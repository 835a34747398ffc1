//! What is asked of the catalogs.

use aludel::{Connection, Result};

/// A table or view.
pub(super) struct Relation {
    pub(super) oid: i64,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) comment: Option<String>,
    pub(super) partition: bool,
    pub(super) inherits: bool,
    pub(super) secured: bool,
    pub(super) query: Option<String>,
}

/// Schemas that are PostgreSQL's own, or of a session.
macro_rules! own_schemas {
    () => {
        "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
    };
}

/// What belongs to an extension is none of the program's.
macro_rules! of_extension {
    ($catalog:literal, $oid:literal) => {
        concat!(
            "EXISTS (SELECT FROM pg_depend e WHERE e.classid = '",
            $catalog,
            "'::regclass AND e.objid = ",
            $oid,
            " AND e.deptype = 'e')"
        )
    };
}

/// Tables and views, in the order in which they were made.
pub(super) fn relations(connection: &mut Connection) -> Result<Vec<Relation>> {
    let sql = concat!(
        "SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class'),
                c.relispartition, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid), c.relrowsecurity,
                CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, true) END
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND ",
        own_schemas!(),
        " AND NOT ",
        of_extension!("pg_class", "c.oid"),
        " ORDER BY c.oid"
    );
    connection.query(sql, &[], |row| {
        Ok(Relation {
            oid: row.get(0)?,
            schema: row.get(1)?,
            name: row.get(2)?,
            kind: row.get(3)?,
            comment: row.get(4)?,
            partition: row.get(5)?,
            inherits: row.get(6)?,
            secured: row.get(7)?,
            query: row.get(8)?,
        })
    })
}

/// The values of enums in their order: the enum, its schema, its name, the value.
pub(super) fn enum_values(connection: &mut Connection) -> Result<Vec<(i64, String, String, String)>> {
    let sql = concat!(
        "SELECT t.oid::int8, n.nspname::text, t.typname::text, v.enumlabel::text
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum v ON v.enumtypid = t.oid
         WHERE ",
        own_schemas!(),
        " AND NOT ",
        of_extension!("pg_type", "t.oid"),
        " ORDER BY t.oid, v.enumsortorder"
    );
    connection.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// A column.
pub(super) struct Attribute {
    pub(super) table: i64,
    pub(super) number: i32,
    pub(super) name: String,
    /// The type that it comes to, behind domains; of an array that of its members.
    pub(super) kind: String,
    pub(super) kind_oid: i64,
    pub(super) modifier: i32,
    /// The type as SQL calls it.
    pub(super) declared: String,
    pub(super) is_domain: bool,
    pub(super) not_null: bool,
    pub(super) identity: String,
    pub(super) generated: String,
    pub(super) default: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) array: bool,
}

/// The columns of everything that has some.
pub(super) fn attributes(connection: &mut Connection) -> Result<Vec<Attribute>> {
    let sql = concat!(
        "SELECT a.attrelid::int8, a.attnum::int4, a.attname::text, COALESCE(b.typname, m.typname, t.typname)::text,
                COALESCE(b.oid, m.oid, t.oid)::int8, (CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END)::int4,
                format_type(a.atttypid, a.atttypmod), b.oid IS NOT NULL, a.attnotnull, a.attidentity::text,
                a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum),
                CASE WHEN a.attcollation <> t.typcollation
                    THEN (SELECT o.collname::text FROM pg_collation o WHERE o.oid = a.attcollation) END,
                m.oid IS NOT NULL
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_type t ON t.oid = a.atttypid
         LEFT JOIN pg_type m ON t.typcategory = 'A' AND m.oid = t.typelem AND m.typtype <> 'd'
         LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm') AND ",
        own_schemas!(),
        " ORDER BY a.attrelid, a.attnum"
    );
    connection.query(sql, &[], |row| {
        Ok(Attribute {
            table: row.get(0)?,
            number: row.get(1)?,
            name: row.get(2)?,
            kind: row.get(3)?,
            kind_oid: row.get(4)?,
            modifier: row.get(5)?,
            declared: row.get(6)?,
            is_domain: row.get(7)?,
            not_null: row.get(8)?,
            identity: row.get(9)?,
            generated: row.get(10)?,
            default: row.get(11)?,
            comment: row.get(12)?,
            collation: row.get(13)?,
            array: row.get(14)?,
        })
    })
}

/// A sequence.
pub(super) struct Sequence {
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) minimum: i64,
    pub(super) maximum: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
    /// The table and column that it belongs to.
    pub(super) owner: Option<(i64, i32)>,
}

/// Sequences, in the order in which they were made.
pub(super) fn sequences(connection: &mut Connection) -> Result<Vec<Sequence>> {
    let sql =
        concat!(
        "SELECT n.nspname::text, c.relname::text, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin,
                s.seqmax, s.seqcache, s.seqcycle, d.refobjid::int8, d.refobjsubid::int4
         FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
             AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
         WHERE ", own_schemas!(), " AND NOT ", of_extension!("pg_class", "c.oid"), " ORDER BY s.seqrelid"
    );
    connection.query(sql, &[], |row| {
        let table: Option<i64> = row.get(9)?;
        let column: Option<i32> = row.get(10)?;
        Ok(Sequence {
            schema: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            start: row.get(3)?,
            increment: row.get(4)?,
            minimum: row.get(5)?,
            maximum: row.get(6)?,
            cache: row.get(7)?,
            cycle: row.get(8)?,
            owner: table.zip(column),
        })
    })
}

/// A constraint.
pub(super) struct Constraint {
    pub(super) table: i64,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) columns: String,
    pub(super) target: i64,
    pub(super) referred: String,
    pub(super) on_delete: String,
    pub(super) on_update: String,
    pub(super) deferrable: bool,
    pub(super) full: bool,
    pub(super) condition: Option<String>,
    pub(super) definition: String,
}

/// Constraints, in the order in which they were made.
pub(super) fn constraints(connection: &mut Connection) -> Result<Vec<Constraint>> {
    let sql = "SELECT conrelid::int8, conname::text, contype::text, COALESCE(array_to_string(conkey, ','), ''),
                      confrelid::int8, COALESCE(array_to_string(confkey, ','), ''), confdeltype::text, confupdtype::text,
                      condeferrable, confmatchtype = 'f', pg_get_expr(conbin, conrelid), pg_get_constraintdef(oid)
               FROM pg_constraint WHERE conrelid <> 0 AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY oid";
    connection.query(sql, &[], |row| {
        Ok(Constraint {
            table: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            columns: row.get(3)?,
            target: row.get(4)?,
            referred: row.get(5)?,
            on_delete: row.get(6)?,
            on_update: row.get(7)?,
            deferrable: row.get(8)?,
            full: row.get(9)?,
            condition: row.get(10)?,
            definition: row.get(11)?,
        })
    })
}

/// An index that no constraint made.
pub(super) struct Index {
    pub(super) table: i64,
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) method: String,
    /// How many of the columns it orders.
    pub(super) ordered: i32,
    /// Attributes; 0 for an expression.
    pub(super) columns: String,
    /// Whether one of the columns is ordered in another way than is usual.
    pub(super) unusual: bool,
    pub(super) condition: Option<String>,
    /// The expression, where there is one.
    pub(super) expression: Option<String>,
}

/// Indexes, in the order in which they were made.
pub(super) fn indexes(connection: &mut Connection) -> Result<Vec<Index>> {
    let sql = "SELECT i.indrelid::int8, c.relname::text, i.indisunique, m.amname::text, i.indnkeyatts::int4, i.indkey::text,
                      EXISTS (SELECT FROM unnest(i.indoption::int2[]) o WHERE o <> 0)
                      OR EXISTS (SELECT FROM unnest(i.indcollation::oid[]) o WHERE o NOT IN (0, 100))
                      OR EXISTS (SELECT FROM unnest(i.indclass::oid[]) o JOIN pg_opclass k ON k.oid = o WHERE NOT k.opcdefault)
                      OR COALESCE((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
                      pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid)
               FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
               WHERE i.indisvalid AND NOT EXISTS
                   (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
               ORDER BY i.indexrelid";
    connection.query(sql, &[], |row| {
        Ok(Index {
            table: row.get(0)?,
            name: row.get(1)?,
            unique: row.get(2)?,
            method: row.get(3)?,
            ordered: row.get(4)?,
            columns: row.get(5)?,
            unusual: row.get(6)?,
            condition: row.get(7)?,
            expression: row.get(8)?,
        })
    })
}

/// Triggers that someone made: the table and the name.
pub(super) fn triggers(connection: &mut Connection) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT tgrelid::int8, tgname::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY oid";
    connection.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}
