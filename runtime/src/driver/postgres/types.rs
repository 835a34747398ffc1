//! What PostgreSQL's types are at bottom.

use postgres::types::{Kind, Type};

/// What stands before the text in the binary form of a type that is text there; `None` where it is something else.
pub(super) fn text_form(wanted: &Type) -> Option<&'static [u8]> {
    match *wanted {
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON | Type::XML => Some(b""),
        Type::JSONB => Some(&[1]),
        _ if matches!(wanted.kind(), Kind::Enum(_)) || wanted.name() == "citext" => Some(b""),
        _ => None,
    }
}

/// The type that a domain narrows.
pub(super) fn base(wanted: &Type) -> &Type {
    match wanted.kind() {
        Kind::Domain(narrowed) => base(narrowed),
        _ => wanted,
    }
}
