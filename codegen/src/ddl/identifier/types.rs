//! The names of PostgreSQL's types as they stand in SQL, and those that are taken.

use super::quote;

/// The name of a type as it stands in SQL: PostgreSQL's grammar keeps more words for types than it does for tables.
pub(crate) fn type_name(schema: Option<&str>, name: &str) -> String {
    let quote = |name: &str| if is_type_word(name) { format!("\"{name}\"") } else { quote(name) };
    let schema = schema.map(|schema| format!("{}.", quote(schema))).unwrap_or_default();
    format!("{schema}{}", quote(name))
}

/// Whether PostgreSQL has a type of this name, or makes one, that it finds before ours where no schema is said.
pub fn is_built_in(name: &str) -> bool {
    let name = name.strip_prefix('_').unwrap_or(name);
    name.starts_with("pg_") || BUILT_IN.binary_search(&name).is_ok()
}

fn is_type_word(name: &str) -> bool {
    TYPE_WORDS.binary_search(&name).is_ok() || BUILT_IN.binary_search(&name).is_ok()
}

/// What else PostgreSQL does not take as the name of a type, or takes for one of its own, without quotes: sorted.
const TYPE_WORDS: &[&str] = &[
    "bigint",
    "boolean",
    "character",
    "coalesce",
    "dec",
    "decimal",
    "extract",
    "float",
    "greatest",
    "grouping",
    "inout",
    "int",
    "integer",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "least",
    "merge_action",
    "national",
    "nchar",
    "none",
    "normalize",
    "nullif",
    "out",
    "overlay",
    "position",
    "precision",
    "real",
    "row",
    "setof",
    "smallint",
    "substring",
    "treat",
    "trim",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

/// The types in `pg_catalog`, which every search path begins with, but those that begin with `pg_`: sorted.
const BUILT_IN: &[&str] = &[
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "event_trigger",
    "fdw_handler",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_can_be_searched() {
        assert!(TYPE_WORDS.is_sorted() && BUILT_IN.is_sorted());
    }

    #[test]
    fn a_type_is_never_a_word_of_the_grammar() {
        assert_eq!(type_name(None, "position"), "\"position\"");
        assert_eq!(type_name(Some("time"), "Order"), "\"time\".\"Order\"");
        assert_eq!(type_name(Some("shop"), "mood"), "shop.mood");
        assert!(is_built_in("date") && is_built_in("_date") && is_built_in("pg_class") && !is_built_in("mood"));
    }
}
