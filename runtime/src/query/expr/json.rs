//! Operators of JSON.

use super::{Expr, column::Column, nullability::Null};
use crate::{
    Value,
    query::{
        func::known,
        tree::{CallKind, CastType, Node},
    },
    serde_json,
};

/// A step of a path in JSON: the key of an object, or the place in an array, from 0 on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonStep {
    /// The key of an object.
    Key(String),
    /// The place in an array.
    Index(usize),
}

impl From<&str> for JsonStep {
    fn from(key: &str) -> Self {
        JsonStep::Key(key.to_owned())
    }
}

impl From<String> for JsonStep {
    fn from(key: String) -> Self {
        JsonStep::Key(key)
    }
}

impl From<usize> for JsonStep {
    fn from(index: usize) -> Self {
        JsonStep::Index(index)
    }
}

fn text(text: String) -> Node {
    Node::Value { value: Value::Text(text), sensitive: false }
}

/// A path as SQLite has it: `$."a"[0]`.
fn sqlite_path(steps: &[JsonStep]) -> Node {
    let mut path = String::from("$");
    for step in steps {
        match step {
            JsonStep::Key(key) => {
                path.push_str(".\"");
                path.push_str(&key.replace('"', "\\\""));
                path.push('"');
            }
            JsonStep::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    text(path)
}

fn extract(node: Node, steps: Vec<JsonStep>, operator: &'static str, function: &'static str) -> Node {
    let sqlite = Node::Binary { left: node.clone().boxed(), operator, right: sqlite_path(&steps).boxed() };
    let steps = steps.into_iter().map(|step| match step {
        JsonStep::Key(key) => text(key),
        JsonStep::Index(index) => text(index.to_string()),
    });
    let postgresql = known(function, CallKind::Plain, std::iter::once(node).chain(steps).collect());
    Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() }
}

macro_rules! operators {
    ($type:ident < $($generic:ident),* ; $($argument:ty),* >) => {
        impl<$($generic),*> $type<$($argument),*> {
            /// What is at a path, as JSON; NULL where nothing is: `.path(["address", "city"])`, and with
            /// `JsonStep::from(0)` among the steps, of arrays.
            pub fn path<S: Into<JsonStep>>(self, steps: impl IntoIterator<Item = S>) -> Expr<serde_json::Value, Null> {
                let steps = steps.into_iter().map(S::into).collect();
                Expr::new(extract(self.node(), steps, "->", "jsonb_extract_path"))
            }

            /// What is at a path, as text: a string without its quotes. NULL where nothing is, or JSON's null.
            pub fn path_text<S: Into<JsonStep>>(self, steps: impl IntoIterator<Item = S>) -> Expr<String, Null> {
                let steps = steps.into_iter().map(S::into).collect();
                let node = extract(self.node(), steps, "->>", "jsonb_extract_path_text");
                Expr::new(Node::Cast { operand: node.boxed(), to: CastType { sqlite: "TEXT", postgresql: "" } })
            }

            /// Whether an object has a key.
            pub fn has_key(self, key: &str) -> Expr<bool> {
                let node = self.node();
                let path = sqlite_path(&[JsonStep::from(key)]);
                let of_type = known("json_type", CallKind::Plain, vec![node.clone(), path]);
                let sqlite = Node::IsNull { operand: of_type.boxed(), negated: true };
                let postgresql = known("jsonb_exists", CallKind::Plain, vec![node, text(key.to_owned())]);
                Expr::new(Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() })
            }

            /// Whether all that is in `other` is in this: PostgreSQL's `@>`. SQLite refuses it.
            pub fn contains(self, other: serde_json::Value) -> Expr<bool> {
                let other = Node::Value { value: Value::Json(other), sensitive: false };
                let postgresql = Node::Binary { left: self.node().boxed(), operator: "@>", right: other.boxed() };
                let refused = "SQLite cannot tell whether JSON contains JSON: compare what is at a path, `.path_text(...)`";
                Expr::new(Node::Either { sqlite: Node::refused(refused).boxed(), postgresql: postgresql.boxed() })
            }
        }
    };
}

operators!(Column<M, N; M, serde_json::Value, N>);
operators!(Expr<N; serde_json::Value, N>);
