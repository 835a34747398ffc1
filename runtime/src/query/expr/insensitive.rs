//! Texts compared without regard to the case of letters, and operators that have no method.

use super::{
    Expr, IntoExpr,
    column::Column,
    nullability::{Null, Nullability},
    operators::{Textual, escape_like, like},
};
use crate::query::tree::Node;

macro_rules! methods {
    ($type:ident < $($generic:ident),* >) => {
        impl<$($generic),*> $type<$($generic),*> {
            /// Text that begins with `prefix`, in which no character is a wildcard, in letters of either case: as
            /// [`ilike`](Self::ilike), ASCII letters only on SQLite.
            pub fn istartswith(self, prefix: &str) -> Expr<bool> where T: Textual {
                like(self.node(), &format!("{}%", escape_like(prefix)), true, true)
            }

            /// Text that ends with `suffix`, in which no character is a wildcard, in letters of either case.
            pub fn iendswith(self, suffix: &str) -> Expr<bool> where T: Textual {
                like(self.node(), &format!("%{}", escape_like(suffix)), true, true)
            }

            /// Text that contains `part`, in which no character is a wildcard, in letters of either case.
            pub fn icontains(self, part: &str) -> Expr<bool> where T: Textual {
                like(self.node(), &format!("%{}%", escape_like(part)), true, true)
            }

            /// Any other operator of the database, which gives an SQL type `U`: `User::id.op::<i32>("&", 3)`. What it gives may
            /// be NULL.
            ///
            /// The operator is one of signs alone; any other is refused when the statement is built.
            pub fn op<U>(self, operator: &'static str, other: impl IntoExpr<T>) -> Expr<U, Null> where N: Nullability {
                binary(self.node(), operator, other.into_operand().0)
            }
        }
    };
}

methods!(Column<M, T, N>);
methods!(Expr<T, N>);

fn binary<U>(left: Node, operator: &'static str, right: Node) -> Expr<U, Null> {
    let signs = !operator.is_empty() && operator.chars().all(|sign| "+-*/<>=~!@#%^&|?".contains(sign));
    if !signs || operator.contains("--") || operator.contains("/*") {
        return Expr::new(Node::refused(format!(
            "{operator:?} is no operator: `.op(...)` takes one of signs alone, and `text(...)` any SQL"
        )));
    }
    Expr::new(Node::Binary { left: left.boxed(), operator, right: right.boxed() })
}
